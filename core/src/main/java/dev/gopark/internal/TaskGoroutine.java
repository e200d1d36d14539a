package dev.gopark.internal;

import dev.gopark.Task;
import java.util.Objects;

/** The goroutine that runs a task: what {@code Go.go} and a scheduler's {@code go} start. */
public final class TaskGoroutine extends Goroutine {
  private final Task task;

  /**
   * Makes a goroutine that is not started.
   *
   * @param task what it runs
   * @throws NullPointerException if it is null
   */
  public TaskGoroutine(Task task) {
    this.task = Objects.requireNonNull(task, "go of a null task");
  }

  @Override
  protected void body() throws Exception {
    task.run();
  }

  @Override
  public String toString() {
    return "goroutine of " + task;
  }
}
