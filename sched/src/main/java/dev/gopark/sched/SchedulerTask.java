package dev.gopark.sched;

import dev.gopark.Task;
import dev.gopark.internal.Goroutine;
import java.util.Objects;

/** The goroutine of {@link Scheduler#go}. */
final class SchedulerTask extends Goroutine {
  private final Task task;

  SchedulerTask(Task task) {
    this.task = Objects.requireNonNull(task, "go of a null task");
  }

  @Override
  protected void body() throws Exception {
    task.run();
  }
}
