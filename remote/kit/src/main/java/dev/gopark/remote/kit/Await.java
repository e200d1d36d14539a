package dev.gopark.remote.kit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits in tests: for a state, with a bound, never for a time. */
public final class Await {
  private static final Duration BOUND = Duration.ofSeconds(90);

  private Await() {}

  /** Until it is so; an AssertionError after 90 seconds. */
  public static void until(String what, Callable<Boolean> condition) {
    long start = System.nanoTime();
    try {
      while (!condition.call()) {
        if (System.nanoTime() - start > BOUND.toNanos()) {
          throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + what);
        }
        Thread.sleep(10);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("while waiting for: " + what, e);
    }
  }
}
