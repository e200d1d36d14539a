package dev.gopark.internal;

import java.util.function.BooleanSupplier;

/** Waits for a state, with a limit. */
public final class Until {
  private Until() {}

  public static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited 30 s in vain until " + what);
      }
      Thread.yield();
    }
  }

  /** Returns once a thread is parked. */
  public static void parked(Thread thread) {
    until(
        thread + " is parked",
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }
}
