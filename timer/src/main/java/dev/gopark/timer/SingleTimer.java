package dev.gopark.timer;

import dev.gopark.Task;
import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import java.time.Duration;
import java.util.Objects;

/** A task that runs once for each time the timer is armed. */
final class SingleTimer implements TimerTask, Alarm.Target {
  private final TaskEngine engine;
  private final Task task;
  private final Alarm alarm;

  SingleTimer(TaskEngine engine, long nanos, Task task) {
    this.engine = engine;
    this.task = task;
    if (nanos > 0) {
      // Last: it may ring before this constructor ends, and then needs engine and task only.
      alarm = engine.start(this, Deadline.after(engine.nanoTime(), nanos));
    } else {
      alarm = engine.alarm(this);
      engine.run(task);
    }
  }

  @Override
  public boolean stop() {
    return alarm.stop();
  }

  @Override
  public boolean reset(Duration d) {
    long nanos = Deadline.nanos(Objects.requireNonNull(d, "d"));
    if (nanos > 0) {
      return alarm.set(Deadline.after(engine.nanoTime(), nanos));
    }
    boolean stopped = alarm.stop();
    engine.run(task);
    return stopped;
  }

  @Override
  public void ring(long due) {
    engine.run(task);
  }

  @Override
  public String toString() {
    return "Timer[" + (alarm.isSet() ? "armed" : "not armed") + ", runs " + task + "]";
  }
}
