package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The goroutines of one test. Closing it waits for all of them, with a limit, and fails if one
 * threw or is still there.
 */
final class Goroutines implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private final ThreadKind kind;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  Goroutines() {
    this(ThreadKind.GOROUTINE);
  }

  Goroutines(ThreadKind kind) {
    this.kind = kind;
  }

  Thread go(Task task) {
    Thread thread =
        kind.start(() -> {
          try {
            task.run();
          } catch (Throwable e) {
            failures.add(e);
          }
        });
    threads.add(thread);
    return thread;
  }

  /** Starts a goroutine and returns once it is parked. */
  Thread goAndPark(Task task) {
    Thread thread = go(task);
    awaitParked(thread);
    return thread;
  }

  static void awaitParked(Thread thread) {
    until(
        () -> {
          Thread.State state = thread.getState();
          return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        },
        () -> thread + " is " + thread.getState() + " instead of parked");
  }

  static void until(BooleanSupplier condition) {
    until(condition, () -> "condition not met");
  }

  static void until(BooleanSupplier condition, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(otherwise.get());
      }
      Thread.yield();
    }
  }

  /** Waits for all goroutines started so far. */
  void join() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (Thread thread : threads) {
      try {
        long left = Math.max(deadline - System.nanoTime(), 1);
        assertThat(thread.join(Duration.ofNanos(left))).as("%s has ended", thread).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError("the test was interrupted", e);
      }
    }
    Throwable failure = failures.poll();
    if (failure != null) {
      throw new AssertionError("a goroutine failed", failure);
    }
  }

  @Override
  public void close() {
    join();
  }
}
