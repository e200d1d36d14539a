package dev.gopark.sync;

import dev.gopark.Task;
import dev.gopark.internal.Callbacks;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitReason;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task, once: Go's {@code sync.Once}.
 *
 * <p>The first call of {@link #run} runs its task; calls that come meanwhile wait until it has
 * ended; later calls return at once. A task that throws, or ends its goroutine, counts as run: it
 * will not be tried again.
 *
 * <p>Except that an interrupt belongs to the caller that it was meant for: a task that ends because
 * its thread was interrupted, or with a {@link dev.gopark.Cancellation}, does not count as run. Its
 * caller gets what it threw, and leaves; one of those who wait, or the next caller, runs its own
 * task. The same goes for any exception that a task throws with the interrupt flag up. So a task
 * that can be interrupted must be such that it can be started again.
 *
 * <p><b>Memory consistency effects:</b> the end of the task happens-before the return of any {@code
 * run}.
 */
public final class Once {
  /*
   * The tempting version, "if (casDone(0, 1)) task.run()", is wrong: a second caller would return while the
   * task still runs. So done is set after the task has ended, under a mutex on which the others wait.
   *
   * A task that was interrupted leaves done down: the mutex lets the next one in, which finds that and runs its
   * own. Rejected: to count it as run, as a failure does; the others would go on as if somebody had done
   * what they wait for, because of an interrupt that was not meant for them.
   *
   * Memory ordering
   *   field   written by             read by        mode             pairs with
   *   done    run, after the task    run            release/acquire  each other: publishes what the task did
   *   runner  run, with the mutex    run, itself    volatile         nothing: only its own value matters
   *
   * Tests: OnceTest; the jcstress class OncePublication.
   */
  private static final VarHandle DONE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "done", VarHandle.class, Once.class, boolean.class);

  @SuppressWarnings("UnusedVariable") // accessed through DONE
  private volatile boolean done;

  private final Mutex mutex = new Mutex();
  private volatile @Nullable Thread runner;

  /** Makes one that has not run. */
  public Once() {}

  /**
   * Runs the task if no call has run one before; else waits until that one has ended.
   *
   * @param task what to run; unchecked exceptions, errors and {@link InterruptedException} come out
   *     as they are, another checked exception as the cause of a {@link
   *     java.util.concurrent.CompletionException}
   * @throws InterruptedException if the thread was interrupted while it waited for another's task,
   *     or ran its own
   * @throws IllegalStateException if the task that is running calls this; it would wait for itself
   */
  public void run(Task task) throws InterruptedException {
    Objects.requireNonNull(task, "run of a null task");
    if (!isDoneAcquire()) {
      runSlow(task, Sema.NO_DEADLINE);
    }
  }

  /**
   * As {@link #run}, waiting for others' tasks at most as long as given.
   *
   * @param task what to run
   * @param timeout how long to wait for another's task; its own is not limited
   * @return false if the time passed and another's task was still running
   * @throws InterruptedException as {@link #run}
   * @throws IllegalStateException if the task that is running calls this
   */
  public boolean tryRun(Task task, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(task, "run of a null task");
    Objects.requireNonNull(timeout, "timeout");
    if (isDoneAcquire()) {
      return true;
    }
    return runSlow(task, Sema.deadline(timeout));
  }

  /**
   * Whether a task has run and ended.
   *
   * @return true once any call of {@code run} may return
   */
  public boolean isDone() {
    return isDoneAcquire();
  }

  @Override
  public String toString() {
    Thread runner = this.runner;
    return "Once@%x[%s]"
        .formatted(
            System.identityHashCode(this),
            isDoneAcquire() ? "done" : runner == null ? "not run" : "running on " + runner);
  }

  private boolean runSlow(Task task, long deadline) throws InterruptedException {
    requireOutside();
    if (!mutex.lock(deadline, WaitReason.SYNC_MUTEX_LOCK, this)) {
      return false;
    }
    try {
      if (!isDoneAcquire()) {
        runAlone(task);
      }
      return true;
    } catch (Throwable thrown) {
      throw Callbacks.rethrow(thrown);
    } finally {
      mutex.unlock();
    }
  }

  private void runAlone(Task task) throws Exception {
    boolean left = false;
    runner = Thread.currentThread();
    try {
      task.run();
    } catch (Throwable thrown) {
      left = Leaving.says(thrown);
      throw thrown;
    } finally {
      runner = null;
      if (!left) {
        doneRelease();
      }
    }
  }

  private void requireOutside() {
    if (runner == Thread.currentThread()) {
      throw new IllegalStateException(
          this + " is run by its own task, which would wait for itself: use another Once");
    }
  }

  // Field access

  private boolean isDoneAcquire() {
    return (boolean) DONE.getAcquire(this);
  }

  private void doneRelease() {
    DONE.setRelease(this, true);
  }
}
