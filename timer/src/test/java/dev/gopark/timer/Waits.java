package dev.gopark.timer;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state, with a deadline, instead of for a time. */
final class Waits {
  private static final long PATIENCE = 30_000_000_000L;

  private Waits() {}

  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE) {
        fail("waited in vain until " + what);
      }
      LockSupport.parkNanos(50_000);
    }
  }

  static void untilParked(Thread thread) {
    until(
        thread + " is parked",
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }
}
