package dev.gopark.channel;

import dev.gopark.Go;
import dev.gopark.Task;

/** What kind of thread a test runs its goroutines on. */
enum ThreadKind {
  /**
   * Whatever {@link Go#go} gives: with a scheduler module on the path the same suite runs on it.
   */
  GOROUTINE {
    @Override
    Thread start(Task task) {
      return Go.go(task);
    }
  },
  /** Platform threads: channels are for them as well. */
  PLATFORM {
    @Override
    Thread start(Task task) {
      return Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              task.run();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }
  };

  abstract Thread start(Task task);
}
