package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;
import static dev.gopark.remote.redis.Line.number;

import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.Outgoing;
import dev.gopark.remote.spi.SendLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/** A sender's line: {@code send.lua}, and BLPOP on the hints that there is room. */
final class RedisSendLink implements SendLink {
  private static final byte[] NO = bytes("0");
  private static final byte[] YES = bytes("1");
  private static final int STALE = -2;

  private final Line line;
  private final byte[][] keys;
  private final byte[] room;
  private final byte[] capacity;

  RedisSendLink(Line line, Keys keys, String producer, int capacity) {
    this.line = line;
    this.keys = new byte[][] {keys.stream(), keys.meta(), keys.producer(producer), keys.waiting()};
    this.room = keys.room();
    this.capacity = bytes(capacity);
  }

  @Override
  public int send(long number, boolean again, List<Outgoing> elements)
      throws LinkException, RemoteException {
    var arguments = new ArrayList<byte[]>(4 + 3 * elements.size());
    arguments.add(bytes(number));
    arguments.add(again ? YES : NO);
    arguments.add(capacity);
    arguments.add(bytes(elements.size()));
    for (Outgoing element : elements) {
      Entries.write(element, arguments);
    }
    int stored = (int) number(line.eval(Script.SEND, keys, arguments));
    if (stored == STALE) {
      throw new RemoteException(
          "the server has seen a later request of this sender: two share a name", null);
    }
    return stored;
  }

  @Override
  public void awaitRoom(Duration atMost) throws LinkException, RemoteException {
    Object unused = line.call(Command.BLPOP, atMost, room, bytes(seconds(atMost)));
  }

  private static String seconds(Duration d) {
    return Long.toString(d.toMillis() / 1000) + "." + String.format("%03d", d.toMillisPart());
  }

  @Override
  public void close() {
    line.close();
  }
}
