package dev.gopark.sched;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for states, not for time. */
final class Await {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

  private Await() {}

  /** Looks until something is so; fails if it is not in a minute. */
  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in a minute: " + what);
      }
      LockSupport.parkNanos(50_000);
    }
  }

  /** Waits until a thread waits for something. */
  static void parked(Thread thread) {
    until(thread + " waits", () -> thread.getState() == Thread.State.WAITING);
  }

  /** Waits for a thread's end. */
  static void end(Thread thread) {
    until(thread + " ends", () -> thread.getState() == Thread.State.TERMINATED);
  }

  /**
   * Waits until everything of a scheduler that has nothing to run is in its place; a thread that
   * was about to wake somebody may still do so, for nothing.
   */
  static void invariants(Kernel kernel) {
    long deadline = System.nanoTime() + LIMIT;
    while (true) {
      try {
        kernel.checkInvariants();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(50_000);
      }
    }
  }

  /** Waits until a scheduler has nothing to run. */
  static void idle(Kernel kernel) {
    until(kernel + " is idle", () -> kernel.idle.size() == kernel.processors.count());
  }
}
