package dev.gopark.channel;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.TimeEngine;
import java.time.Duration;
import java.util.Objects;

/** Due once. */
final class OneShotChannel extends TimeChannel implements TimerChannel {
  OneShotChannel(TimeEngine engine, Duration d) {
    super(engine, Deadline.nanos(Objects.requireNonNull(d, "d")));
  }

  @Override
  long dueAfter(long due, long now) {
    return NOT_ARMED;
  }

  @Override
  public boolean stop() {
    return disarm();
  }

  @Override
  public boolean reset(Duration d) {
    return arm(Deadline.nanos(Objects.requireNonNull(d, "d")));
  }

  @Override
  public String toString() {
    return "Timer" + state();
  }
}
