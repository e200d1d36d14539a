package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SpinLock;
import dev.gopark.internal.StackReserve;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A queue of alarms, an inbox through which any thread adds to it, and the next deadline: what one
 * processor or one daemon thread drives.
 */
final class TimerShard extends SpinLock implements EventSource {
  /*
   * Setting and stopping change the alarm's own words (QueuedAlarm) and at most push it on the inbox, a
   * Treiber stack. Only who holds the lock touches the queue. Nobody waits for the lock: a driver that finds it
   * taken leaves, and the deadline that brought it stays in the past, so that it, or another, comes again.
   *
   * The inbox is also a nursery. Most timers are timeouts that are stopped soon: they never reach the queue.
   * Every so many pushes the pusher looks through the inbox and drops what is dead. If NURSERY live ones
   * remain it moves them into the queue, so that no look is at more than NURSERY and the pushes since the last
   * one: amortised a constant for each push, and a bounded time under the lock. The driver takes the inbox when
   * its time has come, not before: the deadline that it sleeps towards takes every pushed alarm into account.
   *
   * Invariants
   *   1. An alarm whose entry is INBOX is in the inbox, or held by the thread that is about to push it or
   *      that drains the inbox under the lock.
   *   2. earliest is not later than any alarm in inbox or queue, except those that somebody is about to lower
   *      it for, and after a failure (see there). It may be too early: it is never raised before it has come, so
   *      a crowd of timers that start and stop wakes the driver once, not each time.
   *   3. Dead entries (unset, or stale) are at most a quarter of the queue, and SLACK more.
   *
   * Protocol
   *   Pushing side                         Driver, lock held
   *   P1 CAS inbox: alarm on top           D1 take the inbox (exchange), place each alarm
   *   P2 read earliest; if later, CAS it   D2 fire what is due, one by one, the lock dropped for each
   *      and call the listener             D3 earliest := next of the queue
   *                                        D4 read inbox: not empty? earliest := now, which is due;
   *                                           from D1, or leave that to whoever comes
   *                                        D5 after D4, with the lock dropped: call the listener
   * All are volatile: either P2 sees D3, or D4 sees P1. In the second case D3 was too late a time for a moment, and
   * P2 may have seen the earlier one before it and called nobody. Whoever is to sleep until the deadline is not
   * always the driver (sysmon helps out): it may have read D3, so D5 calls it back.
   *
   * What can fail. Only the queue allocates, and it fails before it changes anything (TimerQueue). What could not
   * be placed goes back to the inbox, what stands in the queue is fired, and the driver is to come again after
   * RETRY: alarms are late by that while memory is short, and none is lost. fireDue throws nothing. A listener
   * that throws, because no thread can be started, has not been told: P2 takes earliest back to NONE and throws to
   * the one that arms, whose alarm is not set then. The next one to arm calls the listener again, for a deadline
   * of now, since what others have armed in between is there too.
   *
   * Memory ordering
   *   field         written by             read by          mode       pairs with
   *   inbox         push (CAS), drain      D4               volatile   each other; publishes a new alarm
   *   earliest      lower (CAS), D3        any              volatile   see Protocol
   *   pushed, dead  any                    any              opaque     nothing: estimates that may lose counts,
   *                                                                    corrected by each filter and sweep
   *   unheard       P2, D1                 P2               volatile   earliest: written before it becomes NONE
   *
   * Rejected: the index in the alarm and removal on stop (a stop would need the lock; and each sift step
   * would write an object); one lock for all (ScheduledThreadPoolExecutor); a list of dead alarms; calling the
   * driver when the nursery is full: a wheel's comes with the next tick, and the looks were quadratic until then.
   *
   * References: Go, runtime/time.go (lazy deletion, a quarter); JDK 25, DelayScheduler (stack of additions).
   */
  /** Pushes after which the inbox is looked through, at least. */
  static final int BATCH = 128;

  /** So many live alarms in the inbox, and they are moved into the queue. */
  static final int NURSERY = 4096;

  /** Dead entries that are not worth a sweep. */
  static final int SLACK = 2 * BATCH;

  /**
   * How many alarms one call of fireDue fires, so that a processor gets to its goroutines in
   * between.
   */
  private static final int BURST = 256;

  /** How long a driver that lacked memory stays away, in nanoseconds. */
  static final long RETRY = 1_000_000;

  private static final VarHandle INBOX =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "inbox", VarHandle.class, TimerShard.class, QueuedAlarm.class);
  private static final VarHandle EARLIEST =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "earliest", VarHandle.class, TimerShard.class, long.class);
  private static final VarHandle PUSHED =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "pushed", VarHandle.class, TimerShard.class, int.class);
  private static final VarHandle DEAD =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "dead", VarHandle.class, TimerShard.class, int.class);

  private final ShardEntries entries;
  private volatile Listener listener;
  private volatile @Nullable QueuedAlarm inbox;
  private volatile long earliest = NONE;

  /** Pushes since the inbox was last looked through. */
  @SuppressWarnings("UnusedVariable") // accessed through PUSHED
  private volatile int pushed;

  /** Entries that died since the last sweep. */
  @SuppressWarnings("UnusedVariable") // accessed through DEAD
  private volatile int dead;

  /** How many pushes the inbox may take before it is looked through. */
  private volatile int batch = BATCH;

  /** The size of the queue when the lock was last dropped. */
  private volatile int queued;

  /** Whether a listener could not be told of a deadline, and nobody has come since. */
  private volatile boolean unheard;

  // Guarded by the lock.
  private boolean callBack;
  private boolean ailing;

  TimerShard(TimerQueue queue, Listener listener) {
    this.entries = new ShardEntries(queue, this);
    this.listener = listener;
  }

  // Any thread

  /** Adds an alarm that the caller has brought to INBOX. */
  void push(QueuedAlarm alarm, long deadline) {
    QueuedAlarm top = inbox;
    alarm.next = top;
    while (!INBOX.compareAndSet(this, top, alarm)) {
      top = inbox;
      alarm.next = top;
    }
    lower(deadline);
    long state = alarm.state();
    if (state != deadline && state != QueuedAlarm.UNSET) {
      lower(state);
    }
    int pushed = pushedOpaque() + 1;
    pushedOpaque(pushed);
    if (pushed > batch) {
      filter();
    }
  }

  /**
   * Makes sure that the driver looks at the latest when the deadline comes.
   *
   * @throws RuntimeException or an Error if there is nobody to drive: the deadline counts as not
   *     told
   */
  void lower(long deadline) {
    long earliest = this.earliest;
    while (earliest == NONE || Deadline.isBefore(deadline, earliest)) {
      // Those who could not tell theirs are somewhere in here.
      // From here on others rely on the driver being told.
      StackReserve.check();
      long told = earliest == NONE && unheard ? now() : deadline;
      if (EARLIEST.compareAndSet(this, earliest, told)) {
        tell(told);
        return;
      }
      earliest = this.earliest;
    }
  }

  private void tell(long deadline) {
    boolean heard = false;
    try {
      listener.earlier(this, deadline);
      heard = true;
    } finally {
      if (!heard) {
        unheard = true;
        EARLIEST.compareAndSet(this, deadline, NONE);
      }
    }
  }

  /** Counts an entry that is of no use any more, and calls the driver when there are too many. */
  void noteDead() {
    int dead = deadOpaque() + 1;
    deadOpaque(dead);
    if (dead > tooManyDead(queued) && dead % SLACK == 0) {
      lower(now());
    }
  }

  /**
   * Drops the dead from the inbox, and moves the others on if they are many. Leaves it to the
   * driver if one is at work.
   */
  private void filter() {
    StackReserve.check();
    if (!tryLock()) {
      return;
    }
    try {
      filterLocked();
    } catch (Throwable thrown) {
      // For lack of memory: all are in the inbox again. The driver will meet, and report, the same.
    } finally {
      queued = entries.size();
      unlock();
    }
  }

  private void filterLocked() {
    int live = 0;
    int dropped = 0;
    QueuedAlarm first = null;
    QueuedAlarm last = null;
    QueuedAlarm next;
    for (QueuedAlarm alarm = takeInbox(); alarm != null; alarm = next) {
      next = alarm.next;
      alarm.next = null;
      if (alarm.state() == QueuedAlarm.UNSET && ShardEntries.forget(alarm)) {
        dropped++;
        continue;
      }
      alarm.next = first;
      first = alarm;
      if (last == null) {
        last = alarm;
      }
      live++;
    }
    deadOpaque(Math.max(0, deadOpaque() - dropped));
    pushedOpaque(0);
    batch = Math.max(BATCH, live);
    if (live >= NURSERY) {
      entries.placeAll(first);
      batch = BATCH;
    } else if (first != null && last != null) {
      pushChain(first, last);
    }
  }

  @Override
  public long nextDeadline() {
    return earliest;
  }

  // Driver

  @Override
  public int fireDue(long now) {
    int fired = 0;
    while (fired < BURST && tryLock()) {
      QueuedAlarm alarm = null;
      Throwable failure = null;
      try {
        alarm = takeDue(now);
      } catch (Throwable thrown) {
        alarm = takeDueAfterFailure(now);
        failure = ailing ? null : thrown;
        ailing = true;
      }
      long due = entries.takenDeadline();
      boolean callBack = this.callBack;
      this.callBack = false;
      queued = entries.size();
      unlock();
      if (failure != null) {
        report(failure);
      }
      if (callBack) {
        callBack();
      }
      if (alarm == null) {
        break;
      }
      fired++;
      ring(alarm, due);
    }
    // If the lock was taken, earliest is still in the past.
    return fired;
  }

  /**
   * Takes out the next alarm that is due: it is the caller's to ring. Null, after settling, if
   * there is none. Lock held.
   */
  private @Nullable QueuedAlarm takeDue(long now) {
    while (true) {
      drain();
      QueuedAlarm alarm = entries.takeDue(now);
      if (alarm != null) {
        return alarm;
      }
      if (settle(now)) {
        ailing = false;
        return null;
      }
    }
  }

  /**
   * Something failed, most likely for lack of memory: goes on with what stands in the queue, so
   * that the others do not suffer from it. Lock held.
   */
  private @Nullable QueuedAlarm takeDueAfterFailure(long now) {
    QueuedAlarm alarm = null;
    try {
      alarm = entries.takeDue(now);
    } catch (Throwable again) {
      // The same in another place. What was taken out stands in the inbox.
    }
    if (alarm == null) {
      long retry = now() + RETRY;
      earliest = retry == NONE ? retry + 1 : retry;
      callBack = true;
    }
    return alarm;
  }

  /** D5: whoever may have read too late a deadline is to look again. */
  private void callBack() {
    long earliest = this.earliest;
    if (earliest != NONE) {
      try {
        tell(earliest);
      } catch (Throwable thrown) {
        // The next one to arm tells it.
        report(thrown);
      }
    }
  }

  /** Hands the shard to another driver, who must look at {@link #nextDeadline()} afterwards. */
  void listener(Listener listener) {
    this.listener = listener;
  }

  private static void ring(QueuedAlarm alarm, long due) {
    try {
      alarm.ring(due);
    } catch (Throwable thrown) {
      // Such as a goroutine that could not be started: the others are not to suffer from it.
      report(thrown);
    }
  }

  /** Tells the thread's handler, whatever the handler does then: a driver has to go on. */
  static void report(Throwable thrown) {
    try {
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
    } catch (Throwable again) {
      // A handler that throws, or lacks memory too.
    }
  }

  /**
   * Sweeps if it is time, and publishes the next deadline: whether nothing came in meanwhile. If
   * something did, the published one is in the past until the next settling. Lock held.
   */
  private boolean settle(long now) {
    if (deadOpaque() > tooManyDead(entries.size())) {
      entries.sweep();
      deadOpaque(0);
    }
    earliest = entries.next();
    if (inbox == null) {
      return true;
    }
    // Its pusher may have read the time before, and not lowered this one, which somebody else may
    // go to sleep on. We may have to leave, after a burst or to another driver, before we settle
    // again.
    earliest = now == NONE ? now - 1 : now;
    callBack = true;
    return false;
  }

  /** Moves the inbox into the queue. Lock held. */
  private void drain() {
    if (inbox != null) {
      entries.placeAll(takeInbox());
      pushedOpaque(0);
    }
    if (unheard) {
      unheard = false;
    }
  }

  private @Nullable QueuedAlarm takeInbox() {
    return inbox == null ? null : (QueuedAlarm) INBOX.getAndSet(this, (QueuedAlarm) null);
  }

  /** Adds a chain of alarms that the caller holds. */
  void pushChain(QueuedAlarm first, QueuedAlarm last) {
    QueuedAlarm top;
    do {
      top = inbox;
      last.next = top;
    } while (!INBOX.compareAndSet(this, top, first));
  }

  /** A dead entry has left the queue. */
  void deadLeft() {
    deadOpaque(Math.max(0, deadOpaque() - 1));
  }

  private static int tooManyDead(int size) {
    return (size >> 2) + SLACK;
  }

  private static long now() {
    return NanoClock.SYSTEM.nanoTime();
  }

  // State

  /** The number of entries in the queue, dead ones included, when the lock was last dropped. */
  int queued() {
    return queued;
  }

  @Override
  public String toString() {
    long earliest = this.earliest;
    return "TimerShard["
        + queued
        + " queued, "
        + deadOpaque()
        + " of them dead, next "
        + (earliest == NONE ? "never" : "in " + (earliest - now()) + " ns")
        + "]";
  }

  /** Throws if the structure is broken; to be called when nothing else runs. For tests. */
  void checkInvariants() {
    lock();
    try {
      entries.checkInvariants();
      long next = entries.next();
      if (next != NONE && (earliest == NONE || Deadline.isBefore(next, earliest))) {
        throw new AssertionError("an alarm is earlier than " + this);
      }
      for (QueuedAlarm alarm = inbox; alarm != null; alarm = alarm.next) {
        if (alarm.entry() != QueuedAlarm.INBOX) {
          throw new AssertionError("in the inbox without knowing it: " + alarm);
        }
      }
    } finally {
      unlock();
    }
  }

  // Field access

  private int pushedOpaque() {
    return (int) PUSHED.getOpaque(this);
  }

  private void pushedOpaque(int value) {
    PUSHED.setOpaque(this, value);
  }

  private int deadOpaque() {
    return (int) DEAD.getOpaque(this);
  }

  private void deadOpaque(int value) {
    DEAD.setOpaque(this, value);
  }
}
