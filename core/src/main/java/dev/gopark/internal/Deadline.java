package dev.gopark.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Arithmetic on deadlines: instants of a {@link NanoClock} as {@code long} nanoseconds.
 *
 * <p>Durations are converted once, at the door, with saturation: whatever exceeds {@link
 * #MAX_NANOS} (146 years) waits that long. With that bound any two live deadlines differ by less
 * than 2^63, so comparing by subtraction is right even when the clock wraps.
 */
public final class Deadline {
  /** The longest wait that is told apart from a longer one. */
  public static final long MAX_NANOS = Long.MAX_VALUE >> 1;

  /** Given as a deadline: wait without one. {@link #in} never answers it. */
  public static final long NEVER = Long.MIN_VALUE;

  private Deadline() {}

  /**
   * The deadline of a wait that starts now.
   *
   * @param nanos zero to {@link #MAX_NANOS}
   * @return an instant of {@link System#nanoTime()}, never {@link #NEVER}
   */
  public static long in(long nanos) {
    long deadline = after(NanoClock.SYSTEM.nanoTime(), nanos);
    return deadline == NEVER ? deadline + 1 : deadline;
  }

  /**
   * A duration in nanoseconds.
   *
   * @param duration any duration
   * @return its nanoseconds, at most {@link #MAX_NANOS}, and zero for a negative one
   */
  public static long nanos(Duration duration) {
    return Math.clamp(TimeUnit.NANOSECONDS.convert(duration), 0L, MAX_NANOS);
  }

  /**
   * The deadline that is {@code nanos} after {@code now}.
   *
   * @param now an instant of the clock
   * @param nanos zero to {@link #MAX_NANOS}
   * @return the deadline; may have wrapped
   */
  public static long after(long now, long nanos) {
    return now + nanos;
  }

  /**
   * The time left until a deadline.
   *
   * @param deadline an instant of the clock
   * @param now another instant of the same clock
   * @return the nanoseconds from {@code now} to {@code deadline}; zero or less once it has passed
   */
  public static long remaining(long deadline, long now) {
    return deadline - now;
  }

  /**
   * Whether one deadline comes before another.
   *
   * @param a a deadline
   * @param b a deadline of the same clock
   * @return whether {@code a} is strictly earlier
   */
  public static boolean isBefore(long a, long b) {
    return a - b < 0;
  }
}
