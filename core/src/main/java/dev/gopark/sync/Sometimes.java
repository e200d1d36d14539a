package dev.gopark.sync;

import dev.gopark.Task;
import dev.gopark.internal.Callbacks;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SpinLock;
import java.time.Duration;
import java.util.Objects;

/**
 * Does something now and then, such as writing a log line: {@code rate.Sometimes} of {@code
 * golang.org/x/time}.
 *
 * <p>The first call runs its task; of the others those run theirs for which any of three conditions
 * holds: it is among the first so many, its turn comes up every so many, or so much time has passed
 * since a task was last run.
 */
public final class Sometimes {
  private final int first;
  private final int every;
  private final long interval;
  private final NanoClock clock;
  private final Lock lock = new Lock();

  // Guarded by the lock.
  private long calls;
  private long lastRun;

  private static final class Lock extends SpinLock {}

  /**
   * Makes one that was not called yet.
   *
   * @param first run for the first so many calls; zero or less for none
   * @param every run for each so many-th call, beginning with the first; zero or less for none
   * @param interval run if so much time has passed since the last run; zero or less for never
   */
  public Sometimes(int first, int every, Duration interval) {
    this(first, every, interval, NanoClock.SYSTEM);
  }

  Sometimes(int first, int every, Duration interval, NanoClock clock) {
    this.first = first;
    this.every = every;
    this.interval = Deadline.nanos(interval);
    this.clock = clock;
  }

  /**
   * Runs the task, or does not.
   *
   * @param task what to run, on this thread; unchecked exceptions, errors and {@link
   *     InterruptedException} come out as they are, another checked exception as the cause of a
   *     {@link java.util.concurrent.CompletionException}
   */
  public void run(Task task) {
    Objects.requireNonNull(task, "run of a null task");
    if (isTurn()) {
      Callbacks.call(() -> {
        task.run();
        return task;
      });
    }
  }

  @Override
  public String toString() {
    return "Sometimes[first %d, every %d, each %s]"
        .formatted(first, every, Duration.ofNanos(interval));
  }

  private boolean isTurn() {
    long now = clock.nanoTime();
    lock.lock();
    boolean turn =
        calls == 0
            || calls < first
            || (every > 0 && calls % every == 0)
            || (interval > 0 && now - lastRun >= interval);
    calls++;
    if (turn) {
      lastRun = now;
    }
    lock.unlock();
    return turn;
  }
}
