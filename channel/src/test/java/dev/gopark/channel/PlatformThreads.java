package dev.gopark.channel;

import dev.gopark.Task;

/** One operating-system thread each: channels are for them as well. */
final class PlatformThreads implements Threads {
  @Override
  public Thread start(Task task) {
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

  @Override
  public String toString() {
    return "platform";
  }
}
