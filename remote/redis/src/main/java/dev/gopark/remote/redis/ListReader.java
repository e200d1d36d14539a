package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;
import static dev.gopark.remote.redis.Line.number;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import dev.gopark.remote.Codec;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.LinkException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** The goroutine that takes from one list, an element at a time. */
final class ListReader<T> {
  /*
   * Protocol, each turn: 1. register: this consumer lives for a lease from now on; 2. BLMOVE the head of the
   * list to the end of "LIST:pop:CONSUMER"; 3. offer it to the program; again from 1.
   *
   * An element is thus in the list or in that of a registered consumer at every instant. If the process dies
   * after 2, the reaper of another finds the registration to have run out, and puts the element back. If this
   * one is only stopped for longer than a lease, 1 or the keeper learns that it counted as dead, and it goes
   * on under another name, so that it cannot settle what is no longer its own.
   *
   * The name is written by this goroutine and by the keeper, under the lock.
   */
  private static final Duration BLOCK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final String list;
  private final Codec<T> codec;
  private final Line line;
  private final Duration lease;
  private final Channel<Void> quit;
  private final Channel<Popped<T>> popped = Channel.make();

  /** Guarded by this. */
  private Taken taken;

  private boolean mayHaveLost;

  private volatile byte @Nullable [] blockedClient;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread thread;

  ListReader(String list, Codec<T> codec, Line line, Duration lease, Channel<Void> quit) {
    this.list = list;
    this.codec = codec;
    this.line = line;
    this.lease = lease;
    this.quit = quit;
    this.taken = new Taken(list, UUID.randomUUID().toString());
  }

  String list() {
    return list;
  }

  ReceiveChannel<Popped<T>> popped() {
    return popped;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  byte @Nullable [] blockedClient() {
    return blockedClient;
  }

  void start(PopKeeper keeper) {
    thread = Go.go("blocking-pop-" + list, () -> run(keeper));
  }

  boolean awaitEnd(Duration wait) throws InterruptedException {
    Thread reader = thread;
    return reader == null || reader.join(wait);
  }

  /** Says on some line that this consumer lives. What it takes from now on goes to the answer. */
  synchronized Taken register(Line on) throws LinkException, RemoteException {
    byte[][] keys = {PopKeeper.registry(list)};
    var millis = bytes(lease.toMillis());
    while (number(on.eval(Script.REGISTER, keys, List.of(bytes(taken.consumer()), millis))) == 0) {
      taken = new Taken(list, UUID.randomUUID().toString());
    }
    return taken;
  }

  private void run(PopKeeper keeper) throws InterruptedException {
    try {
      while (!quit.isDrained()) {
        try {
          turn(keeper);
        } catch (LinkException e) {
          boolean unused =
              Select.select(quit.onReceive(over -> true), Select.timeout(PAUSE, () -> false));
        }
      }
    } catch (RemoteException e) {
      failure = e;
    } catch (Throwable t) {
      failure = t;
      throw t;
    } finally {
      popped.close();
      line.close();
    }
  }

  private void turn(PopKeeper keeper) throws InterruptedException, LinkException, RemoteException {
    boolean fresh = !line.isConnected();
    Taken current = register(line);
    if (fresh) {
      blockedClient = bytes(number(line.call(Command.CLIENT, bytes("ID"))));
    }
    byte[] lost = mayHaveLost ? keeper.findLost(current) : null;
    mayHaveLost = false;
    if (lost != null) {
      offer(lost, current, keeper);
      return;
    }
    Object answer;
    try {
      answer =
          line.call(
              Command.BLMOVE,
              BLOCK,
              bytes(list),
              current.key(),
              bytes("LEFT"),
              bytes("RIGHT"),
              bytes(BLOCK.toSeconds()));
    } catch (LinkException e) {
      mayHaveLost = true;
      throw e;
    }
    if (answer instanceof byte[] element) {
      current.known().add(1);
      offer(element, current, keeper);
    }
  }

  private void offer(byte[] element, Taken current, PopKeeper keeper)
      throws InterruptedException, LinkException, RemoteException {
    T value;
    try {
      value = Objects.requireNonNull(codec.decode(element), "decoded to null");
    } catch (RuntimeException e) {
      // To a list beside, for somebody to look at: at the head it would be in everybody's way.
      Object unused = line.call(Command.RPUSH, bytes(list + ":pop:dead"), element);
      boolean unusedAnswer = keeper.finish(current, element, false);
      return;
    }
    var one = new Popped<>(value, current, element, keeper);
    boolean wanted =
        !quit.isDrained()
            && Select.selectOrdered(quit.onReceive(over -> false), popped.onSend(one, () -> true));
    if (!wanted) {
      boolean unused = one.putBack();
    }
  }
}
