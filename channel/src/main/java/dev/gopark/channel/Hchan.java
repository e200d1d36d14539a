package dev.gopark.channel;

import dev.gopark.channel.internal.Watchable;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A channel with or without a buffer: one lock, one ring, two queues of waiters. */
final class Hchan<T> extends AbstractChannel<T> implements Channel<T>, Watchable {
  /*
   * Go's hchan. The four steps at the heart (poll, offer, claim for close, enqueue) run under the channel's
   * lock and are the only code that changes it; plain, try and timed operations and select are built on them.
   *
   * Invariants, whenever the lock is free (live: its waiter has neither been claimed nor cancelled)
   *   1. Of the two queues at most one holds live nodes, except that one select may stand in both queues of
   *      an unbuffered channel.
   *   2. A live node waits in recvq only if the ring is empty, in sendq only if it is full (an unbuffered
   *      channel's ring is both).
   *   3. A closed channel has no live waiters, and stays closed.
   *   4. woken is null: who claims a peer takes it out before dropping the lock.
   * A select never pairs with itself: it polls before it enqueues, and while its nodes are queued it is parked.
   *
   * Order. Elements leave the ring in the order in which they entered. A receiver that finds senders waiting
   * behind a full ring takes the head and appends the first sender's element in the same critical section, so
   * nobody can put an element between them.
   *
   * Failed try operations take no lock.
   *   trySend:     T1 full fence  T2 read closed  T3 read full    T4 read closed
   *   tryReceive:  T1 full fence  T2 read empty   T3 read closed  T4 read empty
   * Each read is an acquire, so they happen in this order. trySend: open, seen after full, means that the
   * channel was open when it was seen full. Go has T2 and T3 only: if a receiver waits all the time until the
   * channel is closed, T2 may see it open and T3, after the close has taken the receiver, call it full, though
   * at no instant a send would have had to wait.
   * tryReceive: open, seen after empty, means that the channel was open when it was seen empty, because it
   * never opens again: at that instant there was nothing to receive. If it is seen closed, the first empty
   * may be older than the last element; the second cannot be, since nothing is sent after a close. The fence
   * is there because an unlock is a release store, which a later load of the same thread may overtake:
   * without it two threads could each send on one channel and then both find the other's channel empty.
   *
   * Memory ordering
   *   field        written by               read by               mode             pairs with
   *   closed       close (lock)             owner of the lock     plain            the lock
   *   closed       close (lock)             try ops, isDrained    release/acquire  each other
   *   ring's size  offer, poll (lock)       try ops, size         release/acquire  each other
   *   queue first  the queue (lock)         try ops               release/acquire  each other
   * Everything else is guarded by the lock. Elements cross from thread to thread through the lock (ring) or
   * through the waiter's DONE (direct hand-off).
   *
   * Rejected: a lock-free ring or segment queue (kotlinx.coroutines, jox): faster for one-to-one traffic on
   * many cores, but close, exact try operations, len, FIFO waiters and a select that looks at all channels at
   * one instant each cost it a protocol of their own. Keeping waiters for reuse: a thread-local on a virtual
   * thread costs as much as the 56 bytes that an operation which parks allocates.
   *
   * References: Go, runtime/chan.go.
   */
  /** What {@link #poll} answers when the channel is closed and drained. */
  static final Object CLOSED = new Object();

  /** What {@link #offer} answers. */
  static final int SENT = 0;

  static final int FULL = 1;
  static final int SEND_ON_CLOSED = 2;

  private static final VarHandle IS_CLOSED =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "closed", VarHandle.class, Hchan.class, boolean.class);

  private final Ring ring;
  private final WaitQueue sendq = new WaitQueue();

  @SuppressWarnings("UnusedVariable") // accessed through IS_CLOSED
  private volatile boolean closed;

  /** The waiter claimed by the last poll or offer, until {@link #takeWoken} takes it. */
  private @Nullable Waiter woken;

  Hchan(int capacity) {
    ring = new Ring(capacity);
  }

  // Send

  @Override
  public void send(T value) throws InterruptedException {
    requireElement(value);
    Waiter self = offerOrEnqueue(value);
    if (self != null) {
      finishSend(self, self.await());
    }
  }

  @Override
  public boolean trySend(T value) {
    requireElement(value);
    return offerNow(value);
  }

  @Override
  public boolean trySend(T value, Duration timeout) throws InterruptedException {
    requireElement(value);
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      return offerNow(value);
    }
    long deadline = Deadline.after(NanoClock.SYSTEM.nanoTime(), nanos);
    Waiter self = offerOrEnqueue(value);
    return self == null || finishSend(self, self.awaitUntil(deadline));
  }

  /** Sends without waiting: whether it was sent. */
  boolean offerNow(Object value) {
    VarHandle.fullFence();
    if (!closedAcquire() && isFullAcquire() && !closedAcquire()) {
      return false;
    }
    Waiter peer;
    int result;
    lock();
    try {
      result = offer(value);
      peer = takeWoken();
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    } else if (result == SEND_ON_CLOSED) {
      throw sendOnClosed();
    }
    return result == SENT;
  }

  /** Sends, or joins the waiting senders: null if it was sent, else the waiter to wait with. */
  private @Nullable Waiter offerOrEnqueue(Object value) {
    Waiter self = null;
    Waiter peer = null;
    int result;
    lock();
    try {
      result = offer(value);
      if (result == FULL) {
        self = new Waiter(WaitReason.CHAN_SEND, this);
        self.item(value);
        sendq.add(self);
      } else {
        peer = takeWoken();
      }
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    } else if (result == SEND_ON_CLOSED) {
      throw sendOnClosed();
    }
    return self;
  }

  /** After the wait: whether the element was sent. */
  private boolean finishSend(Waiter self, Waiter.Outcome outcome) throws InterruptedException {
    if (outcome == Waiter.Outcome.WOKEN) {
      if (self.item() != null) {
        throw sendOnClosed();
      }
      return true;
    }
    leave(sendq, self);
    if (outcome == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while sending to " + this);
    }
    return false;
  }

  // Receive

  @Override
  public @Nullable T receive() throws InterruptedException {
    Object found = pollOrEnqueue();
    if (found instanceof Waiter self) {
      finishReceive(self, self.await());
      found = self.item();
    }
    return found == CLOSED ? null : element(found);
  }

  @Override
  public Received<T> tryReceive() {
    return received(pollNow());
  }

  @Override
  public Received<T> tryReceive(Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      return tryReceive();
    }
    long deadline = Deadline.after(NanoClock.SYSTEM.nanoTime(), nanos);
    Object found = pollOrEnqueue();
    if (found instanceof Waiter self) {
      if (!finishReceive(self, self.awaitUntil(deadline))) {
        return empty();
      }
      found = self.item() == null ? CLOSED : self.item();
    }
    return received(found);
  }

  /** Receives without waiting: the element, null if there is none, {@link #CLOSED} at the end. */
  @Override
  @Nullable Object pollNow() {
    VarHandle.fullFence();
    if (isEmptyAcquire()) {
      if (!closedAcquire()) {
        return null;
      }
      if (isEmptyAcquire()) {
        return CLOSED;
      }
    }
    Waiter peer;
    Object found;
    lock();
    try {
      found = poll();
      peer = takeWoken();
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    }
    return found;
  }

  /**
   * Receives, or joins the waiting receivers: the element, {@link #CLOSED} at the end, or the
   * {@link Waiter} to wait with, which no user can have sent.
   */
  private Object pollOrEnqueue() {
    Waiter peer = null;
    Object found;
    lock();
    try {
      found = poll();
      if (found == null) {
        var self = new Waiter(WaitReason.CHAN_RECEIVE, this);
        recvq.add(self);
        found = self;
      } else {
        peer = takeWoken();
      }
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    }
    return found;
  }

  /** After the wait: whether it was ended by a sender or a close. */
  private boolean finishReceive(Waiter self, Waiter.Outcome outcome) throws InterruptedException {
    if (outcome == Waiter.Outcome.WOKEN) {
      return true;
    }
    leave(recvq, self);
    if (outcome == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while receiving from " + this);
    }
    return false;
  }

  // Close

  @Override
  public void close() {
    if (!tryClose()) {
      throw new ChannelClosedException("close of closed channel: " + this);
    }
  }

  @Override
  public boolean tryClose() {
    WaitNode receivers;
    WaitNode senders;
    lock();
    try {
      if (closedPlain()) {
        return false;
      }
      closedRelease();
      receivers = recvq.claimAll();
      senders = sendq.claimAll();
    } finally {
      unlock();
    }
    WaitQueue.wakeAll(receivers);
    WaitQueue.wakeAll(senders);
    return true;
  }

  // Watchers

  @Override
  public boolean watch(Waiter watcher) {
    lock();
    try {
      boolean waits = !closedPlain() && ring.isEmpty() && sendq.isEmpty();
      if (waits) {
        addReceiver(watcher);
      }
      return waits;
    } finally {
      unlock();
    }
  }

  @Override
  public void unwatch(Waiter watcher) {
    lock();
    removeReceiver(watcher);
    unlock();
  }

  @Override
  public boolean closeIfFree() {
    if (!tryLock()) {
      return false;
    }
    WaitNode receivers = null;
    WaitNode senders = null;
    try {
      if (!closedPlain()) {
        closedRelease();
        receivers = recvq.claimAll();
        senders = sendq.claimAll();
      }
    } finally {
      unlock();
    }
    WaitQueue.wakeAll(receivers);
    WaitQueue.wakeAll(senders);
    return true;
  }

  // What select looks at before it locks

  @Override
  boolean looksReceivable() {
    return !isEmptyAcquire() || closedAcquire();
  }

  /** Whether a send may well go at once, or throw: a hint, read without the lock. */
  boolean looksSendable() {
    return !isFullAcquire() || closedAcquire();
  }

  // The steps under the lock, shared with select

  /** Takes an element: null if there is none, {@link #CLOSED} if there never will be. Lock held. */
  @Override
  @Nullable Object poll() {
    WaitNode sender = sendq.claimFirst();
    if (sender != null) {
      Object item = Objects.requireNonNull(sender.item());
      sender.item(null);
      woken = sender.waiter();
      return ring.capacity() == 0 ? item : ring.exchange(item);
    }
    if (!ring.isEmpty()) {
      return ring.take();
    }
    return closedPlain() ? CLOSED : null;
  }

  /** Gives an element away: {@link #SENT}, {@link #FULL} or {@link #SEND_ON_CLOSED}. Lock held. */
  int offer(Object value) {
    if (closedPlain()) {
      return SEND_ON_CLOSED;
    }
    WaitNode receiver = recvq.claimFirst();
    if (receiver != null) {
      receiver.item(value);
      woken = receiver.waiter();
      return SENT;
    }
    return ring.offer(value) ? SENT : FULL;
  }

  /**
   * Takes out whom the last poll or offer claimed, to be woken after the lock is dropped. Lock
   * held.
   */
  @Override
  @Nullable Waiter takeWoken() {
    Waiter woken = this.woken;
    if (woken != null) {
      this.woken = null;
    }
    return woken;
  }

  WaitQueue sendq() {
    return sendq;
  }

  private void leave(WaitQueue queue, Waiter self) {
    lock();
    queue.remove(self);
    unlock();
  }

  // Select cases

  @Override
  public Case<@Nullable Void> onSend(T value) {
    requireElement(value);
    return new SendCase<>(this, value, null);
  }

  @Override
  public <R extends @Nullable Object> Case<R> onSend(T value, Callable<? extends R> then) {
    requireElement(value);
    return new SendCase<>(this, value, Objects.requireNonNull(then, "then"));
  }

  @Override
  public Case<@Nullable T> onReceive() {
    return new ReceiveCase<T, @Nullable T>(this, null);
  }

  @Override
  public <R extends @Nullable Object> Case<R> onReceive(ReceiveBody<? super T, ? extends R> then) {
    return new ReceiveCase<T, R>(this, Objects.requireNonNull(then, "then"));
  }

  // State

  @Override
  public int size() {
    return ring.size();
  }

  @Override
  public int capacity() {
    return ring.capacity();
  }

  @Override
  public boolean isDrained() {
    // Closed before empty: an element sent before the close is seen by the second read.
    return closedAcquire() && ring.size() == 0;
  }

  ChannelClosedException sendOnClosed() {
    return new ChannelClosedException("send on closed channel: " + this);
  }

  @Override
  public String toString() {
    int capacity = capacity();
    return "Channel#"
        + id()
        + (capacity == 0 ? "[unbuffered" : "[buffered " + size() + "/" + capacity)
        + ", senders waiting "
        + sendq.size()
        + ", receivers waiting "
        + recvq.size()
        + (closedAcquire() ? ", closed]" : ", open]");
  }

  /** Throws if an invariant is broken; to be called when nothing else runs. For tests. */
  void checkInvariants() {
    lock();
    try {
      recvq.checkInvariants();
      sendq.checkInvariants();
      int size = ring.size();
      if (woken != null || size < 0 || size > ring.capacity()) {
        throw new AssertionError("broken: " + this);
      }
    } finally {
      unlock();
    }
  }

  private static void requireElement(@Nullable Object value) {
    if (value == null) {
      throw new NullPointerException("send of null: null is not an element, it means closed");
    }
  }

  @SuppressWarnings("unchecked") // only a T is ever sent
  private @Nullable T element(@Nullable Object item) {
    return (T) item;
  }

  @SuppressWarnings("unchecked") // only a T is ever sent
  private Received<T> received(@Nullable Object found) {
    if (found == null) {
      return empty();
    }
    return found == CLOSED ? closed() : new Received.Value<>((T) found);
  }

  @SuppressWarnings("unchecked") // holds no T
  private Received<T> empty() {
    return (Received<T>) Received.Empty.INSTANCE;
  }

  @SuppressWarnings("unchecked") // holds no T
  private Received<T> closed() {
    return (Received<T>) Received.Closed.INSTANCE;
  }

  // Field access

  private boolean isEmptyAcquire() {
    return ring.capacity() == 0 ? sendq.isEmpty() : ring.size() == 0;
  }

  private boolean isFullAcquire() {
    return ring.capacity() == 0 ? recvq.isEmpty() : ring.size() == ring.capacity();
  }

  private boolean closedPlain() {
    return (boolean) IS_CLOSED.get(this);
  }

  private boolean closedAcquire() {
    return (boolean) IS_CLOSED.getAcquire(this);
  }

  private void closedRelease() {
    IS_CLOSED.setRelease(this, true);
  }
}
