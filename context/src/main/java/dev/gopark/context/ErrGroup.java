package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.internal.Callbacks;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.GoexitSignal;
import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that work on parts of one task: Go's {@code errgroup.Group}. The first failure ends
 * the group's context, so that the others can stop, and is what {@link #await()} throws.
 *
 * {@snippet lang = java :
 * try (var group = ErrGroup.withContext(ctx)) {
 *   group.limit(8);
 *   for (URI uri : uris) {
 *     group.go(() -> pages.send(fetch(group.context(), uri)));
 *   }
 *   var total = group.call(() -> count(group.context(), pages));
 *   group.await();
 *   System.out.println(total.get());
 * }
 * }
 *
 * <p>A task fails by throwing, anything: unlike Go's panics, errors and unchecked exceptions are
 * failures too and end up in {@code await}. A task that ends by {@link Go#goexit()} has not failed.
 *
 * <p><b>Failures after the first</b> are suppressed on it, sixteen at most; one more says how many
 * there were besides. Those that only say that the group's context has ended are left out.
 *
 * <p>A group is for one task and its parts. Tasks may add tasks. All methods may be called from any
 * thread. In a {@code try} statement nothing of it outlives the block.
 *
 * <p><b>Memory consistency effects:</b> actions before {@code go} happen-before the task; actions
 * of every task happen-before the return of {@code await}.
 */
public final class ErrGroup implements AutoCloseable {
  /*
   * A count of running tasks, and two queues of waiters under one lock: those who wait for a slot, and those
   * who wait for the end.
   *
   * Invariants, whenever the lock is free
   *   1. running counts the tasks that have a slot and have not ended. A slot that becomes free while
   *      somebody waits for one is handed to the first of them, and running does not change: nobody overtakes.
   *   2. Somebody waits for a slot only if running >= limit >= 0.
   *   3. Somebody waits for the end only if running > 0.
   *   4. The first failure is set once. It is set, and the context cancelled, before the failed task's slot is
   *      given up; so an await that returns has seen it. The last task that ends attaches the others to it, before
   *      it gives its slot up.
   *
   * Rejected: WaitGroup and Semaphore, which have locks of their own, and then a third one for the failure.
   * Tests: ErrGroupTest. References: golang.org/x/sync/errgroup.
   */
  private final Guard guard = new Guard();
  private final WaitQueue slots = new WaitQueue();
  private final WaitQueue awaiters = new WaitQueue();
  private final Context context;
  private final @Nullable CancelContext own;

  private int limit = -1;
  private int running;
  private final Failures failures = new Failures();

  /** Makes a group whose {@link #context()} is the background, which a failure does not end. */
  public ErrGroup() {
    context = Context.background();
    own = null;
  }

  private ErrGroup(CancelContext own) {
    context = own;
    this.own = own;
  }

  /**
   * Makes a group with a context of its own, which ends when a task fails, with that failure as the
   * cause, or when {@link #await()} returns, whichever comes first.
   *
   * @param parent the context above the group's own
   * @return a group, which must be awaited or closed
   * @throws NullPointerException if {@code parent} is null
   */
  public static ErrGroup withContext(Context parent) {
    return new ErrGroup(Context.withCancel(parent));
  }

  /**
   * The context for the tasks.
   *
   * @return always the same context
   */
  public Context context() {
    return context;
  }

  /**
   * Starts a task in a goroutine of its own. With a {@linkplain #limit limit} it waits, first come
   * first served, until fewer tasks than that are running; also when the context has ended.
   *
   * @param task what to run
   * @throws CancellationException if interrupted while waiting: the task has not been started, the
   *     interrupt flag is set again, and the cause is an {@link InterruptedException}. Unchecked,
   *     so that {@code go} can stand in a lambda
   * @throws NullPointerException if {@code task} is null
   */
  public void go(Task task) {
    Objects.requireNonNull(task, "go of a null task");
    Waiter self = null;
    guard.lock();
    try {
      if (isFree()) {
        running++;
      } else {
        self = new Waiter(WaitReason.ERRGROUP_GO, this);
        slots.add(self);
      }
    } finally {
      guard.unlock();
    }
    if (self != null
        && self.await((waiter, woken) -> leave(slots, waiter, woken), Deadline.NEVER)
            == Waiter.Outcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
      String what = "interrupted while waiting to start a task of " + this;
      var thrown = new CancellationException(what);
      thrown.initCause(new InterruptedException(what));
      throw thrown;
    }
    start(task);
  }

  /**
   * Starts a task with a result, as {@link #go} starts one without.
   *
   * @param task what to run
   * @param <R> the type of the result
   * @return where the result is after {@link #await()}
   * @throws CancellationException as {@link #go} does
   * @throws NullPointerException if {@code task} is null
   */
  public <R extends @Nullable Object> Result<R> call(Callable<? extends R> task) {
    Objects.requireNonNull(task, "call of a null task");
    var result = new Result<R>();
    go(() -> result.run(task));
    return result;
  }

  /**
   * Starts a task in a goroutine of its own if that is possible without waiting.
   *
   * @param task what to run
   * @return whether it was started; false if as many tasks as the limit allows are running
   * @throws NullPointerException if {@code task} is null
   */
  public boolean tryGo(Task task) {
    Objects.requireNonNull(task, "tryGo of a null task");
    guard.lock();
    boolean free = isFree();
    if (free) {
      running++;
    }
    guard.unlock();
    if (free) {
      start(task);
    }
    return free;
  }

  /**
   * Sets how many tasks may run at the same time.
   *
   * @param limit zero starts none: {@link #go} waits for ever; negative: no limit, as at the
   *     beginning
   * @throws IllegalStateException if tasks are running; nothing changed
   */
  public void limit(int limit) {
    guard.lock();
    int running = this.running;
    // With no task running and a limit of zero goroutines can be waiting for a slot.
    int waiting = slots.size();
    if (running == 0 && waiting == 0) {
      this.limit = limit;
    }
    guard.unlock();
    if (running > 0 || waiting > 0) {
      throw new IllegalStateException(
          "limit(" + limit + ") with tasks running: set it before the first go, not on " + this);
    }
  }

  /**
   * Waits until no task is running, ends the context, and throws the first failure if there was
   * one.
   *
   * @throws Exception what the task threw that failed first, the same object, with what others
   *     threw suppressed on it; an {@link Error} comes out as it is, too
   * @throws ExecutionException if that was an {@link InterruptedException}, which is the cause: the
   *     task was interrupted, and not the caller
   * @throws InterruptedException if the caller was interrupted while waiting; the tasks and the
   *     context go on, and {@code await} can be called again
   */
  public void await() throws Exception {
    awaitEnd(null);
    finishAwait();
  }

  /**
   * Waits as {@link #await()} does, but not longer than a time.
   *
   * @param timeout how long at most; not positive looks only
   * @return whether no task is running any more; if false the tasks and the context go on, and
   *     {@code await} can be called again
   * @throws Exception as {@link #await()} does
   * @throws NullPointerException if {@code timeout} is null
   */
  public boolean await(Duration timeout) throws Exception {
    if (!awaitEnd(Objects.requireNonNull(timeout, "timeout"))) {
      return false;
    }
    finishAwait();
    return true;
  }

  private void finishAwait() throws Exception {
    guard.lock();
    Throwable failure = failures.first();
    guard.unlock();
    if (own != null) {
      own.cancel(failure);
    }
    if (failure instanceof InterruptedException) {
      throw new ExecutionException("a task of " + this + " was interrupted", failure);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    if (failure != null) {
      throw Callbacks.rethrow(failure);
    }
  }

  /**
   * Ends the context and waits until no task is running, for {@code try}-with-resources: after an
   * {@link #await()} that has returned or thrown a failure there is nothing left to do. Throws no
   * failure: a group that was not awaited was given up.
   *
   * <p>An interrupt does not end this wait, since the tasks would outlive the block; the flag stays
   * set. A group without a context of its own waits until its tasks end by themselves.
   */
  @Override
  public void close() {
    if (own != null) {
      own.cancel();
    }
    boolean interrupted = false;
    while (true) {
      try {
        awaitEnd(null);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether no task was running, at first or in time. */
  private boolean awaitEnd(@Nullable Duration timeout) throws InterruptedException {
    long deadline = timeout == null ? Deadline.NEVER : Deadline.in(Deadline.nanos(timeout));
    var self = new Waiter(WaitReason.ERRGROUP_WAIT, this);
    if (timeout != null) {
      self.prepareDeadline();
    }
    guard.lock();
    boolean ended = running == 0;
    if (!ended) {
      awaiters.add(self);
    }
    guard.unlock();
    if (ended) {
      return true;
    }
    Waiter.Outcome outcome =
        self.await((waiter, woken) -> leave(awaiters, waiter, woken), deadline);
    if (outcome == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while waiting for " + this);
    }
    return outcome == Waiter.Outcome.WOKEN;
  }

  /** Tells how many tasks are running and waiting, and what the first failure was. */
  @Override
  public String toString() {
    guard.lock();
    int running = this.running;
    int limit = this.limit;
    Throwable failure = failures.first();
    guard.unlock();
    return "ErrGroup[running "
        + running
        + (limit < 0 ? "" : " of " + limit)
        + ", waiting "
        + slots.size()
        + (failure == null ? "]" : ", failed: " + failure + "]");
  }

  // The life of a task: it has a slot when it starts

  private void start(Task task) {
    boolean started = false;
    try {
      Go.go(() -> run(task));
      started = true;
    } finally {
      if (!started) {
        finish();
      }
    }
  }

  private void run(Task task) {
    try {
      task.run();
    } catch (GoexitSignal exit) {
      throw exit;
    } catch (Throwable thrown) {
      fail(thrown);
    } finally {
      finish();
    }
  }

  private void fail(Throwable thrown) {
    guard.lock();
    Throwable first = failures.first();
    if (first == null) {
      failures.first(thrown);
    }
    guard.unlock();
    if (first == null) {
      if (own != null) {
        own.cancel(thrown);
      }
    } else if (!Failures.isConsequence(thrown, first, context.err())) {
      guard.lock();
      try {
        failures.note(thrown);
      } finally {
        guard.unlock();
      }
    }
  }

  /** Gives a slot up: to the first who waits for one, else for good. */
  private void finish() {
    WaitNode next;
    WaitNode awaiting = null;
    boolean taken;
    do {
      guard.lock();
      next = slots.claimFirst();
      // The last one attaches. Another may be started, and fail, meanwhile, hence again.
      taken = next == null && running == 1 && failures.take();
      if (next == null && !taken && --running == 0) {
        awaiting = awaiters.claimAll();
      }
      guard.unlock();
      if (taken) {
        failures.attach();
      }
    } while (taken);
    if (next != null) {
      next.waiter().wake();
    }
    WaitQueue.wakeAll(awaiting);
  }

  /** Whether a task may start now. Lock held. */
  private boolean isFree() {
    return limit < 0 || running < limit;
  }

  private void leave(WaitQueue queue, Waiter self, boolean woken) {
    if (!woken) {
      guard.lock();
      queue.remove(self);
      guard.unlock();
    }
  }

  /**
   * Where the result of a task of {@link ErrGroup#call} is.
   *
   * @param <R> the type of the result
   */
  public static final class Result<R extends @Nullable Object> {
    private volatile @Nullable Callable<R> outcome;

    private Result() {}

    private void run(Callable<? extends R> task) throws Exception {
      R value;
      try {
        value = task.call();
      } catch (Throwable thrown) {
        boolean exited = GoexitSignal.in(thrown) != null;
        outcome =
            () -> {
              throw new IllegalStateException(
                  exited
                      ? "the task has ended by goexit: no result"
                      : "the task has failed: no result",
                  thrown);
            };
        throw thrown;
      }
      outcome = () -> value;
    }

    /**
     * The result. Does not wait: call {@link ErrGroup#await()} first, which throws if a task
     * failed.
     *
     * @return what the task returned
     * @throws IllegalStateException if there is no result: the task has not ended, or has ended by
     *     {@link Go#goexit()}; or it has failed, which is the cause
     */
    public R get() {
      Callable<R> outcome = this.outcome;
      if (outcome == null) {
        throw new IllegalStateException(
            "the task has not ended: no result yet; await() of its group waits for it");
      }
      return Callbacks.call(outcome);
    }
  }

  /** The lock: not the group itself, whose users would find lock() among its methods. */
  private static final class Guard extends SpinLock {}
}
