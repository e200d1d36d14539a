package dev.gopark.sched;

import dev.gopark.internal.Spawner;
import org.jspecify.annotations.Nullable;

/**
 * Takes over {@code Go.go}: goroutines start on the scheduler of the goroutine that starts them,
 * and on a process-wide one otherwise. Public only because the service loader asks for it.
 */
@SuppressWarnings("exports") // Spawner is exported to this module only, and so is this class meant
public final class GmpSpawner implements Spawner {
  /** For the service loader. */
  public GmpSpawner() {}

  @Override
  public Thread spawn(@Nullable String name, Runnable body) {
    Kernel kernel =
        VirtualThreads.currentCarrier() instanceof Machine machine
            ? machine.kernel
            : Support.processWide();
    Thread thread = kernel.lifetimes.newThread(name, body);
    thread.start();
    return thread;
  }

  @Override
  public @Nullable String unusable() {
    return Support.problem();
  }

  @Override
  public boolean isExpected() {
    return VirtualThreads.isJavaLangOpen();
  }

  @Override
  public String toString() {
    return "GMP scheduler";
  }
}
