package dev.gopark.channel;

import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitLine;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a select needs of a channel: a lock, the steps of a receive under that lock, and the waiting
 * receivers. Its flavours are {@link Hchan}, which goroutines send to, and {@link TimeChannel}, to
 * which the clock does.
 */
abstract sealed class AbstractChannel<T> extends SpinLock implements WaitLine
    permits HchanState, TimeChannel {
  private static final VarHandle ID =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "id", VarHandle.class, AbstractChannel.class, int.class);
  private static final AtomicInteger IDS = new AtomicInteger();

  final WaitQueue recvq = new WaitQueue();

  /** The number in prints; 0 until it is first asked for. */
  private volatile int id;

  abstract @Nullable T receive() throws InterruptedException;

  /**
   * Receives without waiting: the element, null if there is none, {@link Hchan#CLOSED} at the end.
   */
  abstract @Nullable Object pollNow();

  /** Whether a receive may well go at once: a hint, read without the lock. */
  abstract boolean looksReceivable();

  // The steps under the lock

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

  /** Makes what {@link #addReceiver} needs, so that it allocates nothing. Without the lock. */
  void prepareReceive() {}

  /**
   * Joins the waiting receivers, after a poll that found nothing. Lock held since. If it throws the
   * node is not queued.
   */
  void addReceiver(WaitNode node) {
    recvq.add(node);
  }

  /** Takes a waiting sender or receiver out if it is still queued. Lock held. */
  abstract void remove(WaitNode node, boolean sender);

  /** Drops the lock, where it is the only one held. */
  final void release() {
    unlock();
    // Told apart by hand: most channels are the one kind, which has nothing to do here.
    if (this instanceof TimeChannel channel) {
      channel.lookForRing();
    }
  }

  final WaitQueue recvq() {
    return recvq;
  }

  // The wait of a plain operation

  /**
   * Waits with a waiter that is queued here: whether it was ended by a peer or a close.
   *
   * @throws InterruptedException if it was ended by an interrupt; the waiter is not queued any more
   */
  final boolean await(Waiter self, long deadline) throws InterruptedException {
    Waiter.Outcome outcome = self.await(this, deadline);
    if (outcome == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException(
          (isSender(self) ? "interrupted while sending to " : "interrupted while receiving from ")
              + this);
    }
    return outcome == Waiter.Outcome.WOKEN;
  }

  @Override
  public final void leave(Waiter self, boolean woken) {
    if (!woken) {
      lock();
      try {
        remove(self, isSender(self));
      } finally {
        release();
      }
    }
  }

  private static boolean isSender(Waiter self) {
    return self.reason() == WaitReason.CHAN_SEND;
  }

  // Select cases

  public Case<@Nullable T> onReceive() {
    return new ReceiveCase<T, @Nullable T>(this, null);
  }

  public <R extends @Nullable Object> Case<R> onReceive(ReceiveBody<? super T, ? extends R> then) {
    return new ReceiveCase<T, R>(this, Objects.requireNonNull(then, "then"));
  }

  // State

  /** A number of its own for each channel, for prints. Given when first asked for. */
  final int id() {
    int id = this.id;
    if (id == 0) {
      ID.compareAndSet(this, 0, IDS.incrementAndGet());
      id = this.id;
    }
    return id;
  }

  /** What a failed try to receive answers. */
  @SuppressWarnings("unchecked") // holds no value
  static <T> Received<T> empty() {
    return (Received<T>) Received.Empty.INSTANCE;
  }
}
