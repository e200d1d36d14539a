package dev.gopark.timer;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.internal.TimeEngine;

/** An engine, and how its timers start their tasks. */
interface TaskEngine extends TimeEngine {
  /** Starts the task of a timer that has rung. Does not wait for it. */
  default void run(Task task) {
    Go.go(task);
  }
}
