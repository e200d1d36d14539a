package dev.gopark.remote;

import dev.gopark.Go;
import dev.gopark.atomic.AtomicInt64;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.remote.spi.Fetched;
import dev.gopark.remote.spi.Held;
import dev.gopark.remote.spi.Incoming;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.ReceiveLink;
import dev.gopark.remote.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The receiver of every engine: the goroutine that fetches, and the end of it all. */
final class Inbox<T> implements RemoteReceiver<T> {
  /*
   *                      reader                        program's goroutines
   *   server --fetch--> decode, InHand --> deliveries ----------------------> work
   *      ^                                                                      | ack, nack, reject
   *      +------------- Settler <-----------------------------------------------+
   *
   * Invariants
   *   1. Only the reader sends on deliveries, and closes it when it ends: so the number of free places can
   *      only grow behind its back, and one element at most waits at the door.
   *   2. A delivery is in InHand before anybody can see it, and until it is settled.
   *   3. Nobody interrupts the reader or the settler. They stop by the flag, by quit (which ends waits on
   *      channels) and by a wake of the engine's (which ends a wait on the socket).
   *
   * The end, in this order: 1. closing is set, so that the reader fetches no more; 2. the reader has ended
   * and closed deliveries; 3. what is left in there was taken by nobody, and is given back; 4. handlers
   * finish, or their time is over; 5. what is left is lost to them: a lease later somebody else has it.
   */
  private static final Duration FETCH_WAIT = Duration.ofSeconds(1);
  private static final Duration WAKE_AGAIN = Duration.ofMillis(50);
  private static final Duration READER_WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration SETTLER_WAIT = Duration.ofSeconds(5);

  private final String name;
  private final String address;
  private final Codec<T> codec;
  private final ReceiveOptions options;
  private final ReceiveLink link;
  private final Runnable onClose;
  private final Channel<Delivery<T>> deliveries;
  private final Channel<Void> quit = Channel.make();
  private final InHand inHand = new InHand();
  private final Settler settler;
  private final Backoff backoff = new Backoff();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInt64 delivered = new AtomicInt64();
  private final AtomicInt64 redelivered = new AtomicInt64();
  private final AtomicInt64 handedBack = new AtomicInt64();
  private final AtomicInt64 failures = new AtomicInt64();
  private final AtomicInt64 vanished = new AtomicInt64();
  private final AtomicInt64 buried = new AtomicInt64();
  private final Channel<Void> ended = Channel.make();

  private volatile boolean closing;
  private volatile boolean drained;
  private volatile @Nullable Throwable failure;

  Inbox(
      String name,
      String address,
      Codec<T> codec,
      ReceiveOptions options,
      ReceiveLink link,
      Runnable onClose) {
    this.name = name;
    this.address = address;
    this.codec = codec;
    this.options = options;
    this.link = link;
    this.onClose = onClose;
    this.deliveries = Channel.make(options.prefetch());
    this.settler = new Settler(name, link, options.lease(), inHand, this::fail);
  }

  void start() {
    Go.go("remote-receiver-" + name, this::run);
  }

  @Override
  public ReceiveChannel<Delivery<T>> deliveries() {
    return deliveries;
  }

  @Override
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Whether the local channel was closed because the remote one is closed and drained. */
  boolean isDrained() {
    return drained;
  }

  @Override
  public ReceiverStats stats() {
    return new ReceiverStats(
        delivered.load(),
        redelivered.load(),
        settler.acked(),
        handedBack.load(),
        settler.lost(),
        failures.load() + settler.failures(),
        vanished.load(),
        buried.load());
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    onClose.run();
    closing = true;
    boolean unused = quit.tryClose();
    boolean interrupted = awaitReader();
    giveBackUntaken();
    if (!interrupted) {
      interrupted = awaitHandlers();
    }
    inHand.loseAll();
    settler.close(SETTLER_WAIT);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "RemoteReceiver(" + name + " on " + address + ")";
  }

  // The end

  /** Whether interrupted; waits all the same: it is short. */
  private boolean awaitReader() {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (System.nanoTime() - start < READER_WAIT.toNanos()) {
      settler.wake();
      try {
        if (ended.tryReceive(WAKE_AGAIN) instanceof Received.Closed) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private void giveBackUntaken() {
    var futures = new ArrayList<CompletableFuture<Boolean>>();
    while (deliveries.tryReceive() instanceof Received.Value<Delivery<T>> untaken) {
      if (untaken.value() instanceof Lease<T> lease) {
        futures.add(lease.giveBack());
      }
    }
    for (var future : futures) {
      if (future.join()) {
        handedBack.add(1);
      }
    }
  }

  /** Whether interrupted, which ends the wait. */
  private boolean awaitHandlers() {
    long start = System.nanoTime();
    try {
      while (!inHand.isEmpty()) {
        long left = options.drain().toNanos() - (System.nanoTime() - start);
        if (left <= 0) {
          break;
        }
        settler.awaitAnswer(Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void fail(Throwable t) {
    if (failure == null) {
      failure = t;
    }
    closing = true;
    boolean unused = quit.tryClose();
  }

  // The reader

  private void run() throws InterruptedException {
    try {
      while (!closing && !drained) {
        drained = fetch();
      }
    } catch (RemoteException e) {
      fail(e);
    } catch (Throwable t) {
      fail(t);
      throw t;
    } finally {
      deliveries.close();
      ended.close();
    }
  }

  /** Whether the channel is closed, and all that was in it acknowledged. */
  private boolean fetch() throws InterruptedException, RemoteException {
    int places = options.prefetch() - deliveries.size();
    Fetched fetched;
    try {
      fetched = link.fetch(places + 1, FETCH_WAIT, inHand::live);
    } catch (LinkException e) {
      failures.add(1);
      backoff.await(quit);
      return false;
    }
    backoff.reset();
    vanished.add(fetched.vanished());
    buried.add(fetched.buried());
    for (Incoming incoming : fetched.elements()) {
      hand(incoming);
    }
    return fetched.drained();
  }

  private void hand(Incoming incoming) throws InterruptedException {
    var held = new Held(incoming.id(), incoming.attempt());
    T value;
    try {
      value = Objects.requireNonNull(codec.decode(incoming.payload()), "decoded to null");
    } catch (RuntimeException e) {
      settler.submit(
          new Settlement.Reject(held, "cannot be decoded: " + e), new CompletableFuture<>(), held);
      return;
    }
    var lease = new Lease<>(value, incoming, held, settler, options.retryDelay());
    inHand.add(held, lease);
    settler.start();
    if (offer(lease)) {
      delivered.add(1);
      if (incoming.attempt() > 1) {
        redelivered.add(1);
      }
    } else if (lease.giveBack().join()) {
      handedBack.add(1);
    }
  }

  /** False: the receiver is being closed, and nobody will take it. */
  private boolean offer(Delivery<T> delivery) throws InterruptedException {
    if (closing) {
      return false;
    }
    return deliveries.trySend(delivery)
        || Select.selectOrdered(
            quit.onReceive(over -> false), deliveries.onSend(delivery, () -> true));
  }
}
