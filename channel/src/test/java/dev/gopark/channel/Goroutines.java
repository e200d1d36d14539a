package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The goroutines of one test. Closing it waits for all of them, with a limit, and fails if one
 * threw or is still there.
 */
final class Goroutines implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final Threads kind;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  Goroutines() {
    this(Threads.first());
  }

  Goroutines(Threads kind) {
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

  /** Starts a goroutine and returns once it waits in an operation of ours. */
  Thread goAndPark(Task task) {
    Thread thread = go(task);
    awaitParked(thread);
    return thread;
  }

  /** Waits until the task parks, interrupts it, and expects the interrupt and nothing else. */
  static void assertWaitsUntilInterrupted(String reason, Task task) {
    try (var go = new Goroutines()) {
      Thread thread =
          go.goAndPark(
              () -> assertThatThrownBy(task::run).isInstanceOf(InterruptedException.class));
      assertThat(String.valueOf(LockSupport.getBlocker(thread))).startsWith(reason);
      thread.interrupt();
    }
  }

  /** Whether a thread is parked in an operation of ours. */
  static boolean isParked(Thread thread) {
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && LockSupport.getBlocker(thread) instanceof Waiter;
  }

  void awaitParked(Thread thread) {
    until(
        () -> isParked(thread) || !thread.isAlive() || !failures.isEmpty(),
        () -> thread + " is " + thread.getState() + " instead of parked");
    throwFailure();
    assertThat(thread.isAlive()).as("%s waits", thread).isTrue();
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
    // After a failure the others may wait for what will never come.
    Duration limit = failures.isEmpty() ? LIMIT : Duration.ofSeconds(1);
    long deadline = System.nanoTime() + limit.toNanos();
    for (Thread thread : threads) {
      try {
        long left = Math.max(deadline - System.nanoTime(), 1);
        if (!thread.join(Duration.ofNanos(left))) {
          throwFailure();
          throw new AssertionError(
              thread
                  + " has not ended; it waits for "
                  + LockSupport.getBlocker(thread)
                  + " at "
                  + List.of(thread.getStackTrace()));
        }
      } catch (InterruptedException e) {
        throw new AssertionError("the test was interrupted", e);
      }
    }
    throwFailure();
  }

  private void throwFailure() {
    Throwable failure = failures.peek();
    if (failure != null) {
      throw new AssertionError("a goroutine failed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    join();
  }
}
