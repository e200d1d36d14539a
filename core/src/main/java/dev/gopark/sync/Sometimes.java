package dev.gopark.sync;

import dev.gopark.Task;
import dev.gopark.internal.Callbacks;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitReason;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Does something now and then, such as writing a log line: {@code rate.Sometimes} of {@code
 * golang.org/x/time}.
 *
 * <p>The first call runs its task; of the others those run theirs for which any of three conditions
 * holds: it is among the first so many, its turn comes up every so many, or so much time has passed
 * since a task has last ended.
 *
 * <p>No two tasks run at once. A call whose turn comes by its number while a task is running waits
 * until that has ended; a call that does not run its task never waits, and neither does the time
 * count while a task is running.
 *
 * <p><b>Memory consistency effects:</b> the end of a task happens-before the start of the next one.
 */
public final class Sometimes {
  /*
   * Whose turn it is is decided under the spin lock; the task runs under the mutex, and not under the spin lock.
   * running counts those whose turn it is until their task has ended: while there are any the interval does not
   * pass, so a crowd does not queue up for it.
   *
   * Rejected: the mutex around everything, as in Go: a call that only counts would wait for somebody's task.
   *
   * Tests: SometimesTest. References: golang.org/x/time/rate.
   */
  private final int first;
  private final int every;
  private final long interval;
  private final NanoClock clock;
  private final Lock lock = new Lock();
  private final Mutex mutex = new Mutex();
  private volatile @Nullable Thread runner;

  // Guarded by the lock.
  private long calls;
  private int running;
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
   * Runs the task, or does not. If it is this call's turn and another task is running, waits for
   * its end; an interrupt does not end that wait and stays for the task to find.
   *
   * @param task what to run, on this thread; unchecked exceptions, errors and {@link
   *     InterruptedException} come out as they are, another checked exception as the cause of a
   *     {@link java.util.concurrent.CompletionException}
   * @throws IllegalStateException if the task that is running calls this; it might wait for itself
   */
  public void run(Task task) {
    Objects.requireNonNull(task, "run of a null task");
    if (runner == Thread.currentThread()) {
      throw new IllegalStateException(
          this + " is run by its own task, which would wait for itself: use another Sometimes");
    }
    if (isTurn()) {
      try {
        runAlone(task);
      } finally {
        end();
      }
    }
  }

  @Override
  public String toString() {
    return "Sometimes[first %d, every %d, each %s]"
        .formatted(first, every, Duration.ofNanos(interval));
  }

  private void runAlone(Task task) {
    mutex.lockUninterruptibly(WaitReason.SYNC_MUTEX_LOCK, this);
    try {
      runner = Thread.currentThread();
      task.run();
    } catch (Throwable thrown) {
      throw Callbacks.rethrow(thrown);
    } finally {
      runner = null;
      mutex.unlock();
    }
  }

  private boolean isTurn() {
    lock.lock();
    boolean turn =
        calls == 0
            || calls < first
            || (every > 0 && calls % every == 0)
            || (interval > 0 && running == 0 && clock.nanoTime() - lastRun >= interval);
    calls++;
    if (turn) {
      running++;
    }
    lock.unlock();
    return turn;
  }

  private void end() {
    lock.lock();
    running--;
    lastRun = clock.nanoTime();
    lock.unlock();
  }
}
