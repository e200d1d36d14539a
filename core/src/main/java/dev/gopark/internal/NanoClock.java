package dev.gopark.internal;

/**
 * A source of monotonic time in nanoseconds, replaceable so that tests can move time by hand.
 *
 * <p>As with {@link System#nanoTime()} the origin is arbitrary and values may wrap: compare two of
 * them by subtraction only (see {@link Deadline}).
 */
@FunctionalInterface
public interface NanoClock {
  /** The machine's monotonic clock. */
  NanoClock SYSTEM = System::nanoTime;

  /**
   * The current time.
   *
   * @return nanoseconds since an arbitrary origin
   */
  long nanoTime();
}
