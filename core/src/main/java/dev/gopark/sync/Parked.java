package dev.gopark.sync;

import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitLine;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits in the queue of a primitive: how all of them wait and leave. It is allocated
 * before it is queued, and nothing after that.
 */
class Parked extends Waiter implements WaitLine {
  private static final long PAUSE_NANOS = 100_000;

  private final Sema sema;
  private final Object primitive;
  private final String doing;

  /**
   * For the current thread, not queued yet.
   *
   * @param sema where it is going to wait
   * @param primitive what it waits for, for dumps and messages
   * @param doing what it does meanwhile, for the message of an interrupt
   */
  Parked(Sema sema, WaitReason reason, Object primitive, String doing) {
    super(reason, primitive);
    this.sema = sema;
    this.primitive = primitive;
    this.doing = doing;
  }

  /** The wait has ended without a wake, and this has left its queue. Lock held. */
  void leftLocked() {}

  /** The same, after the lock was dropped. */
  void left() {}

  /**
   * Waits until woken, or until it has left.
   *
   * @param deadline when to give up, or {@link Sema#NO_DEADLINE}
   * @return whether it was woken; false if it was late
   * @throws InterruptedException if the thread was interrupted first
   */
  final boolean park(long deadline) throws InterruptedException {
    Outcome outcome = await(this, deadline);
    if (outcome == Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while " + doing + " " + primitive);
    }
    return outcome == Outcome.WOKEN;
  }

  @Override
  public final void leave(Waiter waiter, boolean woken) {
    if (!woken) {
      sema.lock();
      sema.remove(this);
      leftLocked();
      sema.unlock();
      left();
    }
  }

  /** Lets some time pass, for somebody who must go on and has no memory to wait with. */
  static void pause() {
    boolean interrupted = Thread.interrupted();
    try {
      LockSupport.parkNanos(PAUSE_NANOS);
    } catch (Throwable thrown) {
      Thread.onSpinWait();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
