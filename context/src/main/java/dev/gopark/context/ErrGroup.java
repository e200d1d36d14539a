package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.internal.Callbacks;
import dev.gopark.internal.GoexitSignal;
import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that work on parts of one task: Go's {@code errgroup.Group}. The first failure ends
 * the group's context, so that the others can stop, and is what {@link #await()} throws.
 *
 * {@snippet lang = java :
 * var group = ErrGroup.withContext(ctx);
 * group.limit(8);
 * for (URI uri : uris) {
 *   group.go(() -> pages.send(fetch(group.context(), uri)));
 * }
 * group.await();
 * }
 *
 * <p>A task fails by throwing, anything: unlike Go's panics, errors and unchecked exceptions are
 * failures too and end up in {@code await}. A task that ends by {@link Go#goexit()} has not failed.
 *
 * <p>A group is for one task and its parts. Tasks may add tasks. All methods may be called from any
 * thread.
 *
 * <p><b>Memory consistency effects:</b> actions before {@code go} happen-before the task; actions
 * of every task happen-before the return of {@code await}.
 */
public final class ErrGroup {
  /*
   * A count of running tasks, and two queues of waiters under one lock: those who wait for a slot, and those
   * who wait for the end.
   *
   * Invariants, whenever the lock is free
   *   1. running counts the tasks that have a slot and have not ended. A slot that becomes free while
   *      somebody waits for one is handed to the first of them, and running does not change: nobody overtakes.
   *   2. Somebody waits for a slot only if running >= limit >= 0.
   *   3. Somebody waits for the end only if running > 0.
   *   4. failure is set once. It is set, and the context cancelled, before the failed task's slot is given
   *      up; so an await that returns has seen it.
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
  private @Nullable Throwable failure;

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
   * @return a group, which must be awaited
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
   * @throws CancellationException if interrupted while waiting: the task has not been started, and
   *     the interrupt flag is set again. The only unchecked one, so that {@code go} can stand in a
   *     lambda
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
    if (self != null && self.await() == Waiter.Outcome.INTERRUPTED) {
      leave(slots, self);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting to start a task of " + this);
    }
    start(task);
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
   * @throws InterruptedException if interrupted while waiting; the tasks and the context go on, and
   *     {@code await} can be called again
   */
  public void await() throws Exception {
    Waiter self = null;
    guard.lock();
    try {
      if (running > 0) {
        self = new Waiter(WaitReason.ERRGROUP_WAIT, this);
        awaiters.add(self);
      }
    } finally {
      guard.unlock();
    }
    if (self != null && self.await() == Waiter.Outcome.INTERRUPTED) {
      leave(awaiters, self);
      throw new InterruptedException("interrupted while waiting for " + this);
    }
    guard.lock();
    Throwable failure = this.failure;
    guard.unlock();
    if (own != null) {
      own.cancel(failure);
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

  /** Tells how many tasks are running and waiting, and what the first failure was. */
  @Override
  public String toString() {
    guard.lock();
    int running = this.running;
    int limit = this.limit;
    Throwable failure = this.failure;
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
    Throwable first = failure;
    if (first == null) {
      failure = thrown;
    }
    guard.unlock();
    if (first == null) {
      if (own != null) {
        own.cancel(thrown);
      }
    } else if (first != thrown) {
      first.addSuppressed(thrown);
    }
  }

  /** Gives a slot up: to the first who waits for one, else for good. */
  private void finish() {
    WaitNode next;
    WaitNode awaiting = null;
    guard.lock();
    next = slots.claimFirst();
    if (next == null && --running == 0) {
      awaiting = awaiters.claimAll();
    }
    guard.unlock();
    if (next != null) {
      next.waiter().wake();
    }
    WaitQueue.wakeAll(awaiting);
  }

  /** Whether a task may start now. Lock held. */
  private boolean isFree() {
    return limit < 0 || running < limit;
  }

  private void leave(WaitQueue queue, Waiter self) {
    guard.lock();
    queue.remove(self);
    guard.unlock();
  }

  /** The lock: not the group itself, whose users would find lock() among its methods. */
  private static final class Guard extends SpinLock {}
}
