package dev.gopark.channel;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.TimeEngine;
import java.time.Duration;
import java.util.Objects;

/** Due at every beat. */
final class TickerChannel extends TimeChannel implements TickChannel {
  /** Guarded by the lock, as {@code due} is. */
  private long period;

  TickerChannel(TimeEngine engine, Duration period) {
    this(engine, nanos(period));
  }

  private TickerChannel(TimeEngine engine, long period) {
    super(engine, period);
    this.period = period;
  }

  @Override
  long dueAfter(long due, long now) {
    return due + period * (1 + (now - due) / period);
  }

  @Override
  public void stop() {
    disarm();
  }

  @Override
  public void reset(Duration period) {
    long nanos = nanos(period);
    lock();
    try {
      this.period = nanos;
      armLocked(nanos);
    } finally {
      release();
    }
  }

  @Override
  public void close() {
    disarm();
  }

  private static long nanos(Duration period) {
    if (Objects.requireNonNull(period, "period").isZero() || period.isNegative()) {
      throw new IllegalArgumentException("tick: the period is " + period + ", it must be positive");
    }
    return Deadline.nanos(period);
  }

  @Override
  public String toString() {
    return "Ticker" + state();
  }
}
