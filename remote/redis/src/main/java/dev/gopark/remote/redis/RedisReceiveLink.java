package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;
import static dev.gopark.remote.redis.Line.list;
import static dev.gopark.remote.redis.Line.number;
import static dev.gopark.remote.redis.Line.text;

import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.Fetched;
import dev.gopark.remote.spi.Held;
import dev.gopark.remote.spi.Incoming;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.ReceiveLink;
import dev.gopark.remote.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** A receiver's lines: one blocks in XREADGROUP, the other settles. */
final class RedisReceiveLink implements ReceiveLink {
  /*
   * One fetch is at most one claim.lua and one XREADGROUP. The claim comes first after each (re)connect, with
   * a list of what is really held, so that what was lost with a broken connection comes again at once; after
   * a wake-up; when something delayed is due; and after the first read that ends when LOOK_MILLIS have passed.
   * An idle receiver makes one read a second, and a claim every two.
   *
   * XREADGROUP reads two streams: the channel's, and the one of wake-ups, whose entries say that the claim
   * has something to do: a nack, elements that were given back, a close. A wake-up wakes one reader; if that
   * one dies with it, the others see at their next look.
   *
   * The reader's connection has one user, and so has the other: fetch and settle never wait for each other.
   */
  private static final long LOOK_MILLIS = 1_200;
  private static final Duration FORGET = Duration.ofMinutes(1);
  private static final int CLAIMS_A_CLEANUP = 25;

  private final Line reads;
  private final Line settles;
  private final ReceiveOptions options;
  private final byte[] consumer;
  private final byte[] stream;
  private final byte[] wakes;
  private final byte[][] keys;

  // The reader's
  private final List<byte[]> wakeUps = new ArrayList<>();
  private boolean fresh = true;
  private boolean takenOver;
  private long nextLook;
  private boolean lookIsForDelayed;
  private int claims;
  private byte @Nullable [] clientId;

  private volatile byte @Nullable [] blockedClient;

  RedisReceiveLink(Line reads, Line settles, Keys keys, String consumer, ReceiveOptions options) {
    this.reads = reads;
    this.settles = settles;
    this.options = options;
    this.consumer = bytes(consumer);
    this.stream = keys.stream();
    this.wakes = keys.wakes();
    this.keys =
        new byte[][] {
          stream, wakes, keys.meta(), keys.delayed(), keys.dead(), keys.room(), keys.waiting()
        };
  }

  // The reader

  @Override
  public Fetched fetch(int max, Duration wait, Supplier<Collection<Held>> held)
      throws LinkException, RemoteException {
    if (!reads.isConnected()) {
      fresh = true;
    }
    Fetched claimed = Fetched.NOTHING;
    if (fresh || !wakeUps.isEmpty() || System.nanoTime() - nextLook >= 0) {
      claimed = claim(max, held);
      if (!claimed.elements().isEmpty() || claimed.drained()) {
        return claimed;
      }
    }
    // A look that is due in the middle of the wait waits with it; something delayed does not.
    long block = wait.toMillis();
    if (lookIsForDelayed) {
      block = Math.min(block, Math.max(1, (nextLook - System.nanoTime()) / 1_000_000));
    }
    List<Incoming> read = read(max, block);
    return new Fetched(read, false, claimed.vanished(), claimed.buried());
  }

  private Fetched claim(int max, Supplier<Collection<Held>> held)
      throws LinkException, RemoteException {
    var arguments = new ArrayList<byte[]>();
    arguments.add(consumer);
    arguments.add(bytes(options.lease().toMillis()));
    arguments.add(bytes(max));
    arguments.add(bytes(options.deliveryLimit()));
    String from = !fresh ? "due" : options.inOrder() && !takenOver ? "all" : "own";
    arguments.add(bytes(from));
    boolean cleanup = claims++ % CLAIMS_A_CLEANUP == 0;
    long forget = Math.max(FORGET.toMillis(), 10 * options.lease().toMillis());
    arguments.add(bytes(cleanup ? forget : 0));
    arguments.add(bytes(wakeUps.size()));
    arguments.addAll(wakeUps);
    if (fresh) {
      held.get().forEach(one -> arguments.add(bytes(one.id())));
    }
    List<Object> answer = list(reads.eval(Script.CLAIM, keys, arguments));
    wakeUps.clear();
    List<Object> entries = list(answer.get(4));
    var elements = new ArrayList<Incoming>();
    for (Object entry : entries) {
      List<Object> parts = list(entry);
      add(elements, text(parts.get(0)), (int) number(parts.get(1)), list(parts.get(2)));
    }
    if (entries.size() < max) {
      // Else there may be more of the same kind.
      fresh = false;
      takenOver = true;
    }
    long next = number(answer.get(3));
    long look = LOOK_MILLIS + ThreadLocalRandom.current().nextLong(LOOK_MILLIS / 8);
    lookIsForDelayed = next >= 0 && next < look;
    long millis = entries.size() == max ? 0 : lookIsForDelayed ? next : look;
    nextLook = System.nanoTime() + millis * 1_000_000;
    return new Fetched(
        elements,
        number(answer.get(2)) == 1,
        (int) number(answer.get(0)),
        (int) number(answer.get(1)));
  }

  private List<Incoming> read(int max, long blockMillis) throws LinkException, RemoteException {
    if (clientId == null || fresh) {
      clientId = bytes(number(reads.call(Command.CLIENT, bytes("ID"))));
    }
    blockedClient = clientId;
    Object answer;
    try {
      answer =
          reads.callUnless(
              "NOGROUP",
              Command.XREADGROUP,
              Duration.ofMillis(blockMillis),
              bytes("GROUP"),
              bytes("g"),
              consumer,
              bytes("COUNT"),
              bytes(max),
              bytes("BLOCK"),
              bytes(blockMillis),
              bytes("STREAMS"),
              stream,
              wakes,
              bytes(">"),
              bytes(">"));
    } finally {
      blockedClient = null;
    }
    var elements = new ArrayList<Incoming>();
    if (answer == null) {
      nextLook = System.nanoTime(); // somebody has removed the stream: the claim makes it anew
      return elements;
    }
    for (Object part : list(answer)) {
      boolean isWakes = Arrays.equals((byte[]) list(part).get(0), wakes);
      for (Object entry : list(list(part).get(1))) {
        List<Object> pair = list(entry);
        if (isWakes) {
          wakeUps.add((byte[]) pair.get(0));
        } else {
          add(elements, text(pair.get(0)), 1, list(pair.get(1)));
        }
      }
    }
    return elements;
  }

  private void add(List<Incoming> elements, String id, int attempt, List<Object> fields)
      throws LinkException, RemoteException {
    Incoming element = Entries.read(id, attempt, fields);
    if (element != null) {
      elements.add(element);
      return;
    }
    var reject =
        new Settlement.Reject(
            new Held(id, attempt), "not written by a sender of gopark: it has no field p");
    Object unused = reads.eval(Script.SETTLE, keys, arguments(List.of(reject), false));
  }

  // The settler

  @Override
  public List<Boolean> settle(List<Settlement> settlements, boolean again)
      throws LinkException, RemoteException {
    return booleans(settles.eval(Script.SETTLE, keys, arguments(settlements, again)));
  }

  private List<byte[]> arguments(List<Settlement> settlements, boolean again) {
    var arguments = new ArrayList<byte[]>(2 + 4 * settlements.size());
    arguments.add(consumer);
    arguments.add(bytes(again ? "1" : "0"));
    for (Settlement settlement : settlements) {
      String op;
      String more = "";
      switch (settlement) {
        case Settlement.Ack ack -> op = "a";
        case Settlement.Nack nack -> {
          op = "n";
          more = Long.toString(nack.delay().toMillis());
        }
        case Settlement.GiveBack back -> op = "b";
        case Settlement.Reject reject -> {
          op = "x";
          more = reject.reason();
        }
      }
      arguments.add(bytes(op));
      arguments.add(bytes(settlement.held().id()));
      arguments.add(bytes(settlement.held().attempt()));
      arguments.add(bytes(more));
    }
    return arguments;
  }

  @Override
  public List<Boolean> renew(List<Held> held) throws LinkException, RemoteException {
    var arguments = new ArrayList<byte[]>(1 + 2 * held.size());
    arguments.add(consumer);
    for (Held one : held) {
      arguments.add(bytes(one.id()));
      arguments.add(bytes(one.attempt()));
    }
    return booleans(settles.eval(Script.RENEW, new byte[][] {stream}, arguments));
  }

  private static List<Boolean> booleans(Object reply) {
    return list(reply).stream().map(one -> number(one) == 1).toList();
  }

  @Override
  public void wake() throws LinkException {
    byte[] blocked = blockedClient;
    if (blocked != null) {
      try {
        Object unused = settles.call(Command.CLIENT, bytes("UNBLOCK"), blocked);
      } catch (RemoteException e) {
        throw new LinkException("cannot wake the reader: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void leave() throws LinkException, RemoteException {
    Object unused = settles.eval(Script.LEAVE, new byte[][] {stream, wakes}, List.of(consumer));
  }

  @Override
  public void close() {
    reads.close();
    settles.close();
  }
}
