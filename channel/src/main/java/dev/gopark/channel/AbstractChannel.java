package dev.gopark.channel;

import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.Waiter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a select needs of a channel: a lock with a place in the order of locks, the steps of a
 * receive under that lock, and the waiting receivers. Its flavours are {@link Hchan}, which
 * goroutines send to, and {@link TimeChannel}, to which the clock does.
 */
abstract sealed class AbstractChannel<T> extends SpinLock permits Hchan, TimeChannel {
  private static final VarHandle ID =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "id", VarHandle.class, AbstractChannel.class, long.class);
  private static final AtomicLong IDS = new AtomicLong();

  final WaitQueue recvq = new WaitQueue();

  /** The place in the lock order and in prints; 0 until it is first asked for. */
  private volatile long id;

  abstract @Nullable T receive() throws InterruptedException;

  /**
   * Receives without waiting: the element, null if there is none, {@link Hchan#CLOSED} at the end.
   */
  abstract @Nullable Object pollNow();

  /** Whether a receive may well go at once: a hint, read without the lock. */
  abstract boolean looksReceivable();

  /**
   * Takes an element: null if there is none, {@link Hchan#CLOSED} if there never will be. Lock
   * held.
   */
  abstract @Nullable Object poll();

  /**
   * Takes out whom the last poll or offer claimed, to be woken after the lock is dropped. Lock
   * held.
   */
  abstract @Nullable Waiter takeWoken();

  final WaitQueue recvq() {
    return recvq;
  }

  /** Joins the waiting receivers, after a poll that found nothing. Lock held since. */
  void addReceiver(WaitNode node) {
    recvq.add(node);
  }

  /** Leaves the waiting receivers if it is still among them. Lock held. */
  void removeReceiver(WaitNode node) {
    recvq.remove(node);
  }

  /**
   * A number of its own for each channel: the place in select's lock order. Given when first asked
   * for.
   */
  final long id() {
    long id = this.id;
    if (id == 0) {
      ID.compareAndSet(this, 0L, IDS.incrementAndGet());
      id = this.id;
    }
    return id;
  }
}
