package dev.gopark.channel;

import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.Waiter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a channel with or without a buffer is made of, one lock, one ring and two queues of waiters,
 * and the steps under that lock, of which {@link Hchan} and select make all operations.
 */
abstract sealed class HchanState<T> extends AbstractChannel<T> permits Hchan {
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
          MethodHandles.lookup(), "closed", VarHandle.class, HchanState.class, boolean.class);

  final Ring ring;
  private final WaitQueue sendq = new WaitQueue();

  @SuppressWarnings("UnusedVariable") // accessed through IS_CLOSED
  private volatile boolean closed;

  /** The waiter claimed by the last poll or offer, until {@link #takeWoken} takes it. */
  private @Nullable Waiter woken;

  HchanState(int capacity) {
    ring = new Ring(capacity);
  }

  // The steps under the lock, shared with select

  /** Takes an element: null if there is none, {@link #CLOSED} if there never will be. Lock held. */
  @Override
  final @Nullable Object poll() {
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
  final int offer(Object value) {
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
  final @Nullable Waiter takeWoken() {
    Waiter woken = this.woken;
    if (woken != null) {
      this.woken = null;
    }
    return woken;
  }

  final WaitQueue sendq() {
    return sendq;
  }

  @Override
  final void remove(WaitNode node, boolean sender) {
    (sender ? sendq : recvq).remove(node);
  }

  // What select looks at before it locks

  @Override
  final boolean looksReceivable() {
    return !isEmptyAcquire() || closedAcquire();
  }

  /** Whether a send may well go at once, or throw: a hint, read without the lock. */
  final boolean looksSendable() {
    return !isFullAcquire() || closedAcquire();
  }

  // State

  public final int size() {
    return ring.size();
  }

  public final int capacity() {
    return ring.capacity();
  }

  public final boolean isDrained() {
    // Closed before empty: an element sent before the close is seen by the second read.
    return closedAcquire() && ring.size() == 0;
  }

  /** Throws if an invariant is broken; to be called when nothing else runs. For tests. */
  final void checkInvariants() {
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

  // Field access

  final boolean isEmptyAcquire() {
    return ring.capacity() == 0 ? sendq.isEmpty() : ring.size() == 0;
  }

  final boolean isFullAcquire() {
    return ring.capacity() == 0 ? recvq.isEmpty() : ring.size() == ring.capacity();
  }

  final boolean closedPlain() {
    return (boolean) IS_CLOSED.get(this);
  }

  final boolean closedAcquire() {
    return (boolean) IS_CLOSED.getAcquire(this);
  }

  final void closedRelease() {
    IS_CLOSED.setRelease(this, true);
  }
}
