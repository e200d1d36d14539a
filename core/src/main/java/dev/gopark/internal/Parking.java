package dev.gopark.internal;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;

/**
 * How a {@link Waiter} parks its thread. A worker of a {@link ForkJoinPool} tells its pool, which
 * may run another one meanwhile: otherwise a pool of one worker, whose task waits for what the next
 * task would send, waits for ever. The carrier of a virtual thread is such a worker too, but is
 * never the current thread of a wait.
 */
final class Parking implements ForkJoinPool.ManagedBlocker {
  private final Waiter waiter;
  private final long nanos;

  private Parking(Waiter waiter, long nanos) {
    this.waiter = waiter;
    this.nanos = nanos;
  }

  /**
   * Parks the current thread, whose waiter this is. Returns at once, or for no reason, as {@link
   * LockSupport#park(Object)} may.
   *
   * @param nanos at most how long; {@link Deadline#MAX_NANOS} for as long as it takes
   */
  static void park(Waiter waiter, long nanos) {
    if (Thread.currentThread() instanceof ForkJoinWorkerThread) {
      parkManaged(new Parking(waiter, nanos));
    } else {
      parkPlain(waiter, nanos);
    }
  }

  private static void parkManaged(Parking parking) {
    try {
      ForkJoinPool.managedBlock(parking);
    } catch (Throwable e) {
      // It has as many threads as it may have, or could not start another: then without one.
      parking.block();
    }
  }

  private static void parkPlain(Waiter waiter, long nanos) {
    if (nanos == Deadline.MAX_NANOS) {
      LockSupport.park(waiter);
    } else {
      LockSupport.parkNanos(waiter, nanos);
    }
  }

  @Override
  public boolean block() {
    // The pool may have waited, for a lock of its own, and so have used up the permit of a wake.
    if (!isReleasable()) {
      parkPlain(waiter, nanos);
    }
    return true;
  }

  @Override
  public boolean isReleasable() {
    return waiter.isOver() || Thread.currentThread().isInterrupted();
  }
}
