package dev.gopark.channel;

import dev.gopark.Go;
import dev.gopark.Task;

/** Goroutines of {@link Go#go}. */
final class VirtualThreads implements Threads {
  @Override
  public Thread start(Task task) {
    return Go.go(task);
  }

  @Override
  public String toString() {
    return "virtual";
  }
}
