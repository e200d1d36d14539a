package dev.gopark.sched;

import dev.gopark.internal.Spawner;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes over {@code Go.go}: goroutines start on the scheduler of the goroutine that starts them, or
 * whose thread fires the timer that starts them, and on a process-wide one otherwise. Public only
 * because the service loader asks for it.
 */
@SuppressWarnings("exports") // Spawner is exported to this module only, and so is this class meant
public final class GmpSpawner implements Spawner {
  /** For the service loader. */
  public GmpSpawner() {}

  @Override
  public Thread spawn(@Nullable String name, Runnable body) {
    Thread carrier = VirtualThreads.currentCarrier();
    Kernel kernel = null;
    if (carrier instanceof Machine machine) {
      kernel = machine.kernel;
    } else if (carrier instanceof Sysmon sysmon) {
      kernel = sysmon.kernel();
    }
    if (kernel != null && carrier == Thread.currentThread()) {
      // Not a goroutine: the scheduler's own thread, which fires a timer that was armed there.
      try {
        return started(kernel.lifetimes.newCallback(name, body));
      } catch (RejectedExecutionException e) {
        kernel = null; // it has closed
      }
    }
    return started(
        (kernel == null ? Support.processWide() : kernel).lifetimes.newThread(name, body));
  }

  private static Thread started(Thread thread) {
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
