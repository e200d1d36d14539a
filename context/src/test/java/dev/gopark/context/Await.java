package dev.gopark.context;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for states, with a deadline. */
final class Await {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT) {
        throw new AssertionError("not within 30 s: " + what);
      }
      LockSupport.parkNanos(100_000);
    }
  }

  static void parked(Thread thread) {
    until(
        "parked: " + thread,
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }

  static void ended(Iterable<Thread> threads) {
    for (Thread thread : threads) {
      until("ended: " + thread, () -> thread.getState() == Thread.State.TERMINATED);
    }
  }

  static void ended(Context ctx) {
    until("ended: " + ctx, () -> ctx.err() != null);
  }
}
