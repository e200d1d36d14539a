package dev.gopark.sched;

import dev.gopark.internal.Goroutine;

/**
 * The goroutine of a {@link Scheduler#threadFactory()}: counted when it begins to run, since a
 * thread that a factory has made may never be started.
 */
final class FactoryGoroutine extends Goroutine {
  private final Runnable runnable;

  FactoryGoroutine(Runnable runnable) {
    this.runnable = runnable;
  }

  @Override
  protected void body() {
    countStart();
    runnable.run();
  }
}
