package dev.gopark;

import dev.gopark.internal.Goroutine;

/** The goroutine of {@link Go#go(Task)}: a task in the frame that every goroutine runs in. */
final class TaskGoroutine extends Goroutine {
  private final Task task;

  TaskGoroutine(Task task) {
    this.task = task;
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
