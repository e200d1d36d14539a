package dev.gopark.remote;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.context.ContextException;
import dev.gopark.remote.spi.Engine;
import dev.gopark.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a {@link Sharded} channel: this process's part of the shards.
 *
 * @param <T> the type of the values
 */
public final class ShardedReceiver<T> implements AutoCloseable {
  /*
   * One goroutine, the keeper, tells the server thrice in a lease that this member lives, and learns which
   * shards are its own. For each of them there is a receiver in order and a goroutine that hands its
   * deliveries on, one at a time.
   *
   * Giving up a shard, when others have come: 1. its receiver is closed, by a goroutine, since that waits for
   * handlers; 2. only when that is done the keeper stops naming the shard to the server, which gives it to
   * another. So a shard has one reader at a time. A member that is stopped for longer than a lease loses its
   * shards: it learns so when it asks next, and meanwhile its acks are refused for what another has taken
   * over.
   *
   * Memory: readers has an entry from before a receiver is made until after it is closed; a shard that has
   * one is not opened again. The keeper alone puts entries in.
   */
  private static final int TURNS_A_LEASE = 3;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final EngineChannels channels;
  private final String name;
  private final int shards;
  private final Codec<T> codec;
  private final ReceiveOptions options;
  private final String member = Names.unique();
  private final Channel<Delivery<T>> merged = Channel.make();
  private final Channel<Void> quit = Channel.make();
  private final Channel<Boolean> nudges = Channel.make(1);
  private final ConcurrentMap<Integer, RemoteReceiver<T>> readers = new ConcurrentHashMap<>();
  private final Set<Integer> closing = ConcurrentHashMap.newKeySet();
  private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
  private final Set<Integer> finished = ConcurrentHashMap.newKeySet();
  private final WaitGroup forwarders = new WaitGroup();

  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread keeper;

  ShardedReceiver(
      EngineChannels channels, String name, int shards, Codec<T> codec, ReceiveOptions options) {
    this.channels = channels;
    this.name = name;
    this.shards = shards;
    this.codec = codec;
    this.options = options.withInOrder();
  }

  void start() {
    keeper = Go.go("remote-shards-" + name, this::keep);
  }

  /**
   * The deliveries of all shards of this member, in one local channel without a buffer, for any
   * number of goroutines. A shard's next delivery comes when the former is settled, so one that is
   * never settled stops its shard.
   *
   * @return always the same channel; closed when all shards are closed and drained, or this
   *     receiver is closed or has failed
   */
  public ReceiveChannel<Delivery<T>> deliveries() {
    return merged;
  }

  /**
   * The shards that are this member's at the moment.
   *
   * @return their numbers, sorted
   */
  public Set<Integer> owned() {
    return new TreeSet<>(readers.keySet());
  }

  /**
   * Why this receiver has ended, if the server has refused.
   *
   * @return null if it has not failed
   */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Gives up all shards, as {@link RemoteReceiver#close} does for each. Idempotent. */
  @Override
  public void close() {
    boolean unused = quit.tryClose();
    Thread keeping = keeper;
    if (keeping != null && keeping != Thread.currentThread()) {
      try {
        unused = keeping.join(options.drain().plus(CLOSE_WAIT).plus(CLOSE_WAIT));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // it ends without us
      }
    }
  }

  @Override
  public String toString() {
    return "ShardedReceiver(" + name + ", " + owned() + " of " + shards + " shards)";
  }

  // The keeper

  private void keep() throws InterruptedException {
    var turn = Select.timeout(options.lease().dividedBy(TURNS_A_LEASE), () -> true);
    try {
      while (!quit.isDrained() && !turn()) {
        boolean unused =
            Select.select(quit.onReceive(over -> true), nudges.onReceive(n -> true), turn);
      }
    } catch (RemoteException | ContextException e) {
      failure = e;
    } catch (Throwable t) {
      failure = t;
      throw t;
    } finally {
      boolean unused = quit.tryClose();
      readers.keySet().forEach(this::giveUp);
      forwarders.await();
      leave();
      merged.close();
    }
  }

  /** Whether all shards of the channel are finished. */
  private boolean turn() throws InterruptedException, RemoteException {
    var keep = new ArrayList<>(readers.keySet());
    keep.removeAll(lost);
    keep.removeAll(finished);
    var done = List.copyOf(finished);
    Engine.Share share;
    try (var ctx = Context.withTimeout(Context.background(), options.lease())) {
      share = share(ctx, options.lease(), keep, done);
    } catch (RemoteException e) {
      if (e.mayHaveHappened()) {
        return false; // the server is away: the receivers wait for it, and so do we
      }
      throw e;
    }
    var own = new TreeSet<>(share.own());
    for (Integer shard : keep) {
      if (!own.contains(shard)) {
        lost.add(shard);
        giveUp(shard);
      }
    }
    own.removeAll(closing);
    while (own.size() > share.fair()) {
      giveUp(Objects.requireNonNull(own.pollLast()));
    }
    for (Integer shard : own) {
      if (!readers.containsKey(shard)) {
        open(shard);
      }
    }
    return share.finished() == shards;
  }

  private Engine.Share share(Context ctx, Duration lease, List<Integer> keep, List<Integer> done)
      throws InterruptedException, RemoteException {
    return channels
        .calls()
        .call(
            ctx,
            "divide the shards of channel " + name,
            engine -> engine.share(name, member, shards, lease, keep, done));
  }

  private void open(int shard) {
    RemoteReceiver<T> reader = channels.receiver(Sharded.shard(name, shard), codec, options);
    readers.put(shard, reader);
    forwarders.go(() -> forward(shard, reader));
  }

  /** A shard's goroutine: one delivery at a time. */
  private void forward(int shard, RemoteReceiver<T> reader) throws InterruptedException {
    try (reader) {
      boolean goesOn = true;
      while (goesOn) {
        Delivery<T> delivery = reader.deliveries().receive();
        goesOn = delivery != null && offer(shard, delivery);
      }
    } finally {
      Throwable why = reader.failure();
      if (why != null) {
        failure = why;
        boolean unused = quit.tryClose();
      } else if (((Inbox<T>) reader).isDrained()) {
        finished.add(shard);
      } else if (!closing.contains(shard)) {
        boolean unused = quit.tryClose(); // somebody has closed all receivers of these channels
      }
      readers.remove(shard, reader);
      closing.remove(shard);
      lost.remove(shard);
      boolean unused = nudges.trySend(true);
    }
  }

  /** Offers a delivery, and waits until it is settled; false: this shard is given up. */
  private boolean offer(int shard, Delivery<T> delivery) throws InterruptedException {
    ReceiveChannel<Void> end = ((Lease<T>) delivery).end();
    boolean taken =
        Select.selectOrdered(
            quit.onReceive(over -> false),
            end.onReceive(over -> false), // lost before anybody took it
            merged.onSend(delivery, () -> true));
    if (taken) {
      end.receive();
    } else {
      var unused = ((Lease<T>) delivery).giveBack();
    }
    return !quit.isDrained() && !closing.contains(shard);
  }

  private void giveUp(Integer shard) {
    RemoteReceiver<T> reader = readers.get(shard);
    if (reader != null && closing.add(shard)) {
      // The forwarder waits for a handler's ack, or in an offer, which it withdraws when the
      // delivery is lost.
      Go.go("remote-shard-end-" + name, reader::close);
    }
  }

  private void leave() throws InterruptedException {
    try (var ctx = Context.withTimeout(Context.background(), CLOSE_WAIT)) {
      Engine.Share unused = share(ctx, Duration.ZERO, List.of(), List.of());
    } catch (RemoteException | ContextException e) {
      // The lease ends it.
    }
  }
}
