package dev.gopark.timer;

import dev.gopark.Task;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;

/** The timers of one engine. */
record EngineTimers(TaskEngine engine, String name) implements TimerService {
  @Override
  public TimerTask afterFunc(Duration d, Task task) {
    long nanos = Deadline.nanos(Objects.requireNonNull(d, "d"));
    return new SingleTimer(engine, nanos, Objects.requireNonNull(task, "task"));
  }

  @Override
  public TimerTask every(Duration period, Task task) {
    return new RepeatingTimer(engine, periodNanos(period), Objects.requireNonNull(task, "task"));
  }

  @Override
  public void sleep(Duration d) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(d, "d"));
    if (nanos > 0) {
      long deadline = Deadline.after(engine.nanoTime(), nanos);
      var waiter = new Waiter(WaitReason.SLEEP, null);
      if (waiter.awaitUntil(engine, deadline) == Waiter.Outcome.INTERRUPTED) {
        throw new InterruptedException("interrupted while sleeping for " + d);
      }
    }
  }

  /** A period in nanoseconds: at least one. */
  static long periodNanos(Duration period) {
    if (Objects.requireNonNull(period, "period").isZero() || period.isNegative()) {
      throw new IllegalArgumentException("the period is " + period + ", it must be positive");
    }
    return Deadline.nanos(period);
  }

  @Override
  public String toString() {
    return name;
  }
}
