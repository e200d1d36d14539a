package dev.gopark.internal;

import java.time.Instant;

/**
 * A clock and the alarms that go by it: the machine's own, a wheel, or one that a test moves by
 * hand.
 */
public interface TimeEngine extends NanoClock {
  /**
   * Makes an alarm, which is not set.
   *
   * @param target who is told when it rings
   * @return the alarm
   */
  Alarm alarm(Alarm.Target target);

  /**
   * What the calendar showed, or will show, at an instant of this engine's clock. Differences of
   * instants are kept to the nanosecond, unless the calendar was set in between.
   *
   * @param nanos an instant of {@link #nanoTime()}
   * @return the same instant on the wall clock
   */
  Instant instant(long nanos);
}
