package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SpinLock;
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
   * Treiber stack. Only a driver, who holds the lock, touches the queue. Nobody waits for the lock but a
   * daemon that has nothing else to do.
   *
   * The inbox is also a nursery. Most timers are timeouts that are stopped soon: they never reach the queue.
   * Every so many pushes the pusher drops what is dead in the inbox, without touching the queue; only if
   * NURSERY live ones remain does it call the driver. The driver itself takes the inbox when its time has
   * come, not before: the deadline that it sleeps towards already takes every pushed alarm into account.
   *
   * Invariants
   *   1. An alarm whose entry is INBOX is in the inbox, or held by the thread that is about to push it or
   *      that drains the inbox under the lock.
   *   2. earliest is not later than any alarm in inbox or queue, except those that somebody is about to lower
   *      it for. It may be too early: it is never raised before it has come, so a crowd of timers that start
   *      and stop wakes the driver once, not each time.
   *   3. Dead entries (unset, or stale) are at most a quarter of the queue, and SLACK more.
   *
   * Protocol
   *   Pushing side                         Driver, lock held
   *   P1 CAS inbox: alarm on top           D1 take the inbox (exchange), place each alarm
   *   P2 read earliest; if later, CAS it   D2 fire what is due, one by one, the lock dropped for each
   *      and call the listener             D3 earliest := next of the queue
   *                                        D4 read inbox: not empty? earliest := now, which is due,
   *                                           and call the listener; from D1, or leave that to
   *                                           whoever comes
   * All are volatile: either P2 sees D3, or D4 sees P1. In the second case D3 was too late a time for a moment, and
   * P2 may have seen the earlier one before it and called nobody. Whoever is to sleep until the deadline is not
   * always the driver (sysmon helps out): it may have read D3, so D4 calls it back.
   *
   * Memory ordering
   *   field         written by             read by          mode       pairs with
   *   inbox         push (CAS), drain      D4               volatile   each other; publishes a new alarm
   *   earliest      lower (CAS), D3        any              volatile   see Protocol
   *   pushed, dead  any                    any              opaque     nothing: estimates that may lose counts,
   *                                                                    corrected by each filter and sweep
   *
   * Rejected: the index in the alarm and removal on stop (a stop would need the lock; and each sift step
   * would write an object); one lock for all (ScheduledThreadPoolExecutor); a list of dead alarms.
   *
   * References: Go, runtime/time.go (lazy deletion, a quarter); JDK 25, DelayScheduler (stack of additions).
   */
  /** Pushes after which the inbox is looked through, at least. */
  static final int BATCH = 128;

  /** So many live alarms in the inbox, and the driver is called. */
  static final int NURSERY = 4096;

  /** Dead entries that are not worth a sweep. */
  static final int SLACK = 2 * BATCH;

  /**
   * How many alarms one call of fireDue fires, so that a processor gets to its goroutines in
   * between.
   */
  private static final int BURST = 256;

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

  private final TimerQueue queue;
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

  TimerShard(TimerQueue queue, Listener listener) {
    this.queue = queue;
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

  /** Makes sure that the driver looks at the latest when the deadline comes. */
  void lower(long deadline) {
    long earliest = this.earliest;
    while (earliest == NONE || Deadline.isBefore(deadline, earliest)) {
      if (EARLIEST.compareAndSet(this, earliest, deadline)) {
        listener.earlier(this, deadline);
        return;
      }
      earliest = this.earliest;
    }
  }

  /** Counts an entry that is of no use any more, and calls the driver when there are too many. */
  void noteDead() {
    int dead = deadOpaque() + 1;
    deadOpaque(dead);
    if (dead > tooManyDead(queued) && dead % SLACK == 0) {
      lower(NanoClock.SYSTEM.nanoTime());
    }
  }

  /** Drops the dead from the inbox. Leaves it to the driver if one is at work. */
  private void filter() {
    if (!tryLock()) {
      return;
    }
    int live = 0;
    int dropped = 0;
    QueuedAlarm first = null;
    QueuedAlarm last = null;
    QueuedAlarm next;
    for (QueuedAlarm alarm = takeInbox(); alarm != null; alarm = next) {
      next = alarm.next;
      if (alarm.state() == QueuedAlarm.UNSET && forget(alarm)) {
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
    if (first != null && last != null) {
      pushChain(first, last);
    }
    pushedOpaque(0);
    deadOpaque(Math.max(0, deadOpaque() - dropped));
    batch = Math.max(BATCH, Math.min(live, NURSERY));
    unlock();
    if (live >= NURSERY) {
      lower(NanoClock.SYSTEM.nanoTime());
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
    if (!tryLock()) {
      return 0;
    }
    drain();
    while (fired < BURST) {
      QueuedAlarm alarm = queue.pollDue(now);
      if (alarm == null) {
        if (settle(now)) {
          break;
        }
        drain();
        continue;
      }
      if (!alarm.casEntry(queue.polledKey(), QueuedAlarm.INBOX)) {
        // A stale entry: the alarm has another one, or its setter is pushing it.
        diedAgain();
        continue;
      }
      long state = alarm.state();
      if (state == QueuedAlarm.UNSET || Deadline.isBefore(now, state)) {
        if (state == QueuedAlarm.UNSET) {
          diedAgain();
        }
        place(alarm);
        continue;
      }
      // Nowhere before it is fired: whoever sets it afterwards has to push it.
      alarm.entry(QueuedAlarm.NOWHERE);
      if (!alarm.casFired(state)) {
        // Lost to a stop or a set, which may have found the entry as it was.
        if (reclaim(alarm)) {
          place(alarm);
        }
        continue;
      }
      fired++;
      queued = queue.size();
      unlock();
      ring(alarm, state);
      if (!tryLock()) {
        // Another driver goes on, or somebody looks through the inbox; earliest is still in the
        // past.
        return fired;
      }
    }
    queued = queue.size();
    unlock();
    return fired;
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
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
    }
  }

  /**
   * Sweeps if it is time, and publishes the next deadline: whether nothing came in meanwhile. If
   * something did, the published one is in the past until the next settling.
   */
  private boolean settle(long now) {
    if (deadOpaque() > tooManyDead(queue.size())) {
      queue.sweep(this::keep);
      deadOpaque(0);
    }
    earliest = queue.next();
    if (inbox == null) {
      return true;
    }
    // Its pusher may have read the time before, and not lowered this one, which somebody else may
    // go to sleep on. We may have to leave, after a burst or to another driver, before we settle
    // again.
    long due = now == NONE ? now - 1 : now;
    earliest = due;
    listener.earlier(this, due);
    return false;
  }

  /**
   * Whether an entry stays in the queue. What is dead is forgotten; what is set again is pushed
   * anew.
   */
  private boolean keep(long key, QueuedAlarm alarm) {
    if (alarm.entry() == key && alarm.state() != QueuedAlarm.UNSET) {
      return true;
    }
    if (alarm.casEntry(key, QueuedAlarm.INBOX) && !forget(alarm)) {
      pushChain(alarm, alarm);
    }
    return false;
  }

  /** Moves the inbox into the queue. Lock held. */
  private void drain() {
    QueuedAlarm next;
    for (QueuedAlarm alarm = takeInbox(); alarm != null; alarm = next) {
      next = alarm.next;
      alarm.next = null;
      place(alarm);
    }
    pushedOpaque(0);
  }

  /**
   * Gives an alarm whose entry is INBOX, and held by the caller, the place it asks for. Lock held.
   */
  private void place(QueuedAlarm alarm) {
    do {
      long state = alarm.state();
      if (state == QueuedAlarm.UNSET) {
        if (forget(alarm)) {
          return;
        }
      } else {
        queue.add(state, alarm);
        alarm.entry(state);
        long again = alarm.state();
        if (again == QueuedAlarm.UNSET
            || !Deadline.isBefore(again, state)
            || !alarm.casEntry(state, QueuedAlarm.INBOX)) {
          return;
        }
      }
    } while (true);
  }

  /**
   * Lets go of an alarm held by the caller, unless it is set again: then the caller still holds it.
   */
  private static boolean forget(QueuedAlarm alarm) {
    alarm.entry(QueuedAlarm.NOWHERE);
    return !reclaim(alarm);
  }

  /** Takes back an alarm that was let go and has been set meanwhile, unless its setter takes it. */
  private static boolean reclaim(QueuedAlarm alarm) {
    return alarm.state() != QueuedAlarm.UNSET
        && alarm.casEntry(QueuedAlarm.NOWHERE, QueuedAlarm.INBOX);
  }

  private @Nullable QueuedAlarm takeInbox() {
    return inbox == null ? null : (QueuedAlarm) INBOX.getAndSet(this, (QueuedAlarm) null);
  }

  private void pushChain(QueuedAlarm first, QueuedAlarm last) {
    QueuedAlarm top;
    do {
      top = inbox;
      last.next = top;
    } while (!INBOX.compareAndSet(this, top, first));
  }

  /** A dead entry has left the queue. */
  private void diedAgain() {
    deadOpaque(Math.max(0, deadOpaque() - 1));
  }

  private static int tooManyDead(int size) {
    return (size >> 2) + SLACK;
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
        + (earliest == NONE ? "never" : "in " + (earliest - NanoClock.SYSTEM.nanoTime()) + " ns")
        + "]";
  }

  /** Throws if the structure is broken; to be called when nothing else runs. For tests. */
  void checkInvariants() {
    lock();
    try {
      queue.checkInvariants();
      long next = queue.next();
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
