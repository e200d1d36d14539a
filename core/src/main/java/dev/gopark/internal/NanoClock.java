package dev.gopark.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source of monotonic time in nanoseconds, replaceable so that tests can move time by hand.
 *
 * <p>As with {@link System#nanoTime()} the origin is arbitrary and values may wrap: compare two of
 * them by subtraction only (see {@link Deadline}).
 */
@FunctionalInterface
public interface NanoClock {
  /** The machine's monotonic clock, unless a {@link Simulator} stands in front of it. */
  NanoClock SYSTEM = Simulator.Holder.clock();

  /**
   * The current time.
   *
   * @return nanoseconds since an arbitrary origin
   */
  long nanoTime();

  /**
   * What the calendar shows at an instant of this clock, if the clock has a calendar of its own.
   *
   * @param nanos an instant of {@link #nanoTime()}
   * @return null if it goes by the machine's calendar
   */
  default @Nullable Instant calendar(long nanos) {
    return null;
  }
}
