package dev.gopark.sync;

import dev.gopark.Task;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for states, with a deadline, instead of sleeping. */
final class Waits {
  static final Duration LONG = Duration.ofSeconds(30);

  private Waits() {}

  /** Waits until something is so. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not come true within " + LONG);
      }
      Thread.yield();
    }
  }

  /**
   * Waits until a platform thread is parked on a waiter of ours, and returns what a dump would
   * show.
   */
  static String parked(Thread thread) {
    // Looked at once: a park may return for no reason, and there is no blocker before the next.
    var blocker = new AtomicReference<Object>();
    until(() -> {
      blocker.set(LockSupport.getBlocker(thread));
      return blocker.get() instanceof Waiter;
    });
    return blocker.toString();
  }

  /** A running task whose end and failure can be asked for. */
  static final class Run {
    private final FutureTask<Boolean> future;
    private final Thread thread;

    private Run(Task task, boolean virtual) {
      future =
          new FutureTask<>(() -> {
            task.run();
            return true;
          });
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      thread = builder.start(future);
    }

    Thread thread() {
      return thread;
    }

    boolean isDone() {
      return future.isDone();
    }

    /** Waits for its end; throws what it threw, as the cause of an ExecutionException. */
    void join() throws Exception {
      future.get(LONG.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Starts a task on a platform thread. */
  static Run start(Task task) {
    return new Run(task, false);
  }

  /** Starts a task on a virtual thread. */
  static Run startVirtual(Task task) {
    return new Run(task, true);
  }

  /** Runs a task on so many virtual threads at once and waits for all of them. */
  static void together(int threads, Task task) throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      runs.add(startVirtual(task));
    }
    for (Run run : runs) {
      run.join();
    }
  }
}
