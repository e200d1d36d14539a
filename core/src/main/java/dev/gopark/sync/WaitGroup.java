package dev.gopark.sync;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;

/**
 * Waits for a number of tasks to end: Go's {@code sync.WaitGroup}.
 *
 * {@snippet lang = java :
 * var group = new WaitGroup();
 * for (String url : urls) {
 *   group.go(() -> fetch(url));
 * }
 * group.await();
 * }
 *
 * <p>It is a counter that starts at zero; {@link #await()} returns when it is zero. Any number of
 * threads may wait. It can be used again once all of them have returned. An {@code add} from zero
 * must happen before the {@code await} that is to notice it.
 *
 * <p>A wait that is interrupted or times out has no effect on the counter or on other waits.
 *
 * <p><b>Memory consistency effects:</b> actions before an {@code add} or {@code done} happen-before
 * the return of an {@code await} that it unblocks; so the end of a task of {@link #go} does.
 */
public final class WaitGroup {
  /*
   * One word: the counter, times two, plus one if somebody waits.
   *
   * Protocol
   *   Await                                          Add
   *   A1 counter 0: done                             D1 delta < 0: CAS the counter down, unless it would be
   *   A2 sema lock; counter 0: unlock, done             negative: misuse; "0, waiting" now: D3; done
   *   A3 CAS the waiting bit up; join the queue;     D2 else add to the counter; it was "0, waiting", or is
   *      unlock; await                                  too large now: D5; done
   *   A4 woken: the word is not 0: misuse            D3 sema lock; "0, waiting" no more: unlock, done;
   *   A5 interrupted or late: sema lock, leave;         claim all; waiting bit down; unlock
   *      queue empty: waiting bit down               D4 wake them
   *                                                  D5 misuse: take it back; "0, waiting" now: D3
   * The word is "0, waiting" only from D1 to D3. Whoever adds then does so while waiters of the last round
   * are being released, which is misuse, and sees it in the word. D3 looks again because all waiters may have
   * left at A5 since D1, and those of another round have come.
   *
   * A done too many is refused before it shows: others would take a counter that is one too low for the end, and
   * a done of theirs, which is right, would be refused. What D2 has added too much may show until D5. That costs a
   * wait, which D5 ends, and lets a done too many pass, which then takes what D5 would have: so D5 takes back what
   * is left. An add that meets another one that overflows may be refused with it.
   *
   * Rejected: a CAS loop in D2, which shows no misuse to others: reading the word that the same thread has just
   * changed, and then a CAS that waits for it, make a pair of add and done a third slower.
   *
   * Tests: WaitGroupTest, RacedMisuseTest; the jcstress class WaitGroupRelease. References: Go, sync/waitgroup.go.
   */
  private static final long WAITING = 1;
  private static final long ONE = 2;

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, WaitGroup.class, long.class);

  private volatile long state;
  private final Sema sema = new Sema();

  /** Makes a group whose counter is zero. */
  public WaitGroup() {}

  /**
   * Adds to the counter; zero releases those who wait.
   *
   * @param delta how much, which may be negative
   * @throws IllegalStateException if the counter would become negative, or exceed 2^31 - 1, or if
   *     it is zero and waits of the last round are just being released; nothing has changed then
   */
  public void add(int delta) {
    long change = delta * ONE;
    if (delta < 0) {
      long old;
      do {
        old = state;
        if (old + change < 0) {
          throw negative(delta);
        }
      } while (!casState(old, old + change));
      if (old + change == WAITING) {
        release();
      }
    } else {
      long old = addState(change);
      if ((old == WAITING && delta > 0) || (old + change) >> 1 > Integer.MAX_VALUE) {
        throw undo(delta, old);
      }
    }
  }

  /**
   * Takes one from the counter.
   *
   * @throws IllegalStateException if the counter is zero; nothing has changed then
   */
  public void done() {
    add(-1);
  }

  /**
   * Starts a goroutine that runs {@code task}, and counts it until the task has ended, however it
   * ends.
   *
   * @param task what to run; what it throws is treated as {@link Go#go(Task)} does
   * @return the goroutine's thread, started
   * @throws IllegalStateException as {@link #add}
   */
  public Thread go(Task task) {
    Objects.requireNonNull(task, "go of a null task");
    add(1);
    boolean started = false;
    try {
      Thread thread =
          Go.go(() -> {
            try {
              task.run();
            } finally {
              done();
            }
          });
      started = true;
      return thread;
    } finally {
      if (!started) {
        done();
      }
    }
  }

  /**
   * Waits until the counter is zero.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   * @throws IllegalStateException if the group was used again before this wait, which had ended,
   *     returned
   */
  public void await() throws InterruptedException {
    if (state >> 1 != 0) {
      await(Sema.NO_DEADLINE);
    }
  }

  /**
   * Waits until the counter is zero, at most as long as given.
   *
   * @param timeout how long to wait; zero or less does not wait
   * @return false if the time passed first
   * @throws InterruptedException if the thread was interrupted while it waited
   * @throws IllegalStateException if the group was used again before this wait, which had ended,
   *     returned
   */
  public boolean await(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return state >> 1 == 0 || (Deadline.nanos(timeout) > 0 && await(Sema.deadline(timeout)));
  }

  /** The counter, and how many threads wait. */
  @Override
  public String toString() {
    return "WaitGroup@%x[%d, %d waiting]"
        .formatted(System.identityHashCode(this), state >> 1, sema.size());
  }

  /** A thread in the queue. */
  private static final class Awaiter extends Parked {
    private final WaitGroup group;

    Awaiter(WaitGroup group) {
      super(group.sema, WaitReason.SYNC_WAITGROUP_WAIT, group, "waiting for");
      this.group = group;
    }

    /** A5. */
    @Override
    void leftLocked() {
      if (group.sema.isEmpty()) {
        group.stopWaiting();
      }
    }
  }

  private boolean await(long deadline) throws InterruptedException {
    var self = new Awaiter(this);
    if (!enqueue(self)) {
      return true;
    }
    if (!self.park(deadline)) {
      return false;
    }
    if (state != 0) {
      throw new IllegalStateException(
          "WaitGroup misuse: " + this + " was reused before its last await had returned");
    }
    return true;
  }

  /** A2 and A3: false if the counter is zero. */
  private boolean enqueue(Waiter self) {
    sema.lock();
    try {
      long state;
      do {
        state = this.state;
        if (state >> 1 == 0) {
          return false;
        }
      } while (!casState(state, state | WAITING));
      sema.add(self);
      return true;
    } finally {
      sema.unlock();
    }
  }

  /** D3 and D4. */
  void release() {
    WaitNode waiters;
    sema.lock();
    try {
      if (state != WAITING) {
        return;
      }
      waiters = sema.claimAll();
      stopWaiting();
    } finally {
      sema.unlock();
    }
    WaitQueue.wakeAll(waiters);
  }

  /** D5: takes back what was misuse, as far as nobody's done has taken it meanwhile. */
  private IllegalStateException undo(int delta, long old) {
    long state;
    long next;
    do {
      state = this.state;
      next = state - Math.min(delta, state >> 1) * ONE;
    } while (!casState(state, next));
    if (next == WAITING) {
      release();
    }
    return new IllegalStateException(
        old == WAITING
            ? "WaitGroup misuse: add("
                + delta
                + ") while "
                + this
                + " is releasing its waiters;"
                + " call add before await, and reuse the group after every await has returned"
            : "WaitGroup counter overflow: add(" + delta + ") to " + this);
  }

  private IllegalStateException negative(int delta) {
    return new IllegalStateException(
        "negative WaitGroup counter: add(" + delta + ") to " + this + "; a done too many");
  }

  /** Puts the group between D1 and D3, where only another thread can be met. For tests. */
  void setReleasing() {
    state = WAITING;
  }

  private long addState(long delta) {
    return (long) STATE.getAndAdd(this, delta);
  }

  private void stopWaiting() {
    STATE.getAndBitwiseAnd(this, ~WAITING);
  }

  private boolean casState(long expected, long value) {
    return STATE.compareAndSet(this, expected, value);
  }
}
