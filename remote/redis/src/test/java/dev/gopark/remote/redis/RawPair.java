package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * What {@link Figures} compares with: the same commands by hand, on two Jedis connections, without
 * retries, leases, a local channel or an end.
 */
final class RawPair implements AutoCloseable {
  private final Connection sends;
  private final Connection reads;
  private final Keys keys;
  private long number;

  RawPair(int port, String name) {
    sends = new Connection(new HostAndPort("127.0.0.1", port));
    reads = new Connection(new HostAndPort("127.0.0.1", port));
    keys = new Keys(name);
    for (Script script : List.of(Script.SEND, Script.SETTLE)) {
      sends.sendCommand(Command.SCRIPT, bytes("LOAD"), script.text());
      sends.getOne();
    }
    for (byte[] key : List.of(keys.stream(), keys.wakes())) {
      sends.sendCommand(
          Command.XGROUP, bytes("CREATE"), key, bytes("g"), bytes("0"), bytes("MKSTREAM"));
      sends.getOne();
    }
  }

  /** How many were stored. */
  int send(List<byte[]> payloads) {
    var request =
        new CommandArguments(Command.EVALSHA)
            .add(Script.SEND.sha())
            .add(4)
            .add(keys.stream())
            .add(keys.meta())
            .add(keys.producer("raw"))
            .add(keys.waiting())
            .add(++number)
            .add("0")
            .add(1_000_000)
            .add(payloads.size());
    for (byte[] payload : payloads) {
      request.add(2).add("p").add(payload);
    }
    sends.sendCommand(request);
    return ((Long) sends.getOne()).intValue();
  }

  /** The ids of what came. */
  List<byte[]> read(int max) {
    reads.sendCommand(
        new CommandArguments(Command.XREADGROUP)
            .add("GROUP")
            .add("g")
            .add("raw")
            .add("COUNT")
            .add(max)
            .add("BLOCK")
            .add(1000)
            .add("STREAMS")
            .add(keys.stream())
            .add(keys.wakes())
            .add(">")
            .add(">"));
    var ids = new ArrayList<byte[]>();
    Object answer = reads.getOne();
    if (answer != null) {
      for (Object part : Line.list(answer)) {
        for (Object entry : Line.list(Line.list(part).get(1))) {
          ids.add((byte[]) Line.list(entry).get(0));
        }
      }
    }
    return ids;
  }

  void ack(List<byte[]> ids) {
    var request =
        new CommandArguments(Command.EVALSHA)
            .add(Script.SETTLE.sha())
            .add(7)
            .add(keys.stream())
            .add(keys.wakes())
            .add(keys.meta())
            .add(keys.delayed())
            .add(keys.dead())
            .add(keys.room())
            .add(keys.waiting())
            .add("raw")
            .add("0");
    for (byte[] id : ids) {
      request.add("a").add(id).add(1).add("");
    }
    reads.sendCommand(request);
    reads.getOne();
  }

  /** A round trip of the smallest command. */
  void ping() {
    sends.sendCommand(Command.PING);
    sends.getOne();
  }

  @Override
  public void close() {
    sends.close();
    reads.close();
  }
}
