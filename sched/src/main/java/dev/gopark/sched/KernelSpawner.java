package dev.gopark.sched;

import dev.gopark.internal.Spawner;
import org.jspecify.annotations.Nullable;

/** Starts goroutines on one kernel. */
record KernelSpawner(Kernel kernel) implements Spawner {
  @Override
  public Thread spawn(@Nullable String name, Runnable body) {
    Thread thread = kernel.lifetimes.newThread(name, body);
    thread.start();
    return thread;
  }

  @Override
  public @Nullable String unusable() {
    return null;
  }
}
