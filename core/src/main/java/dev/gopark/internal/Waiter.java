package dev.gopark.internal;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One parked thread and the word that decides how its wait ends.
 *
 * <p>It is handed to {@link LockSupport#park(Object)} as the blocker, so that any dump can show,
 * through {@link #toString()}, what the thread waits for. It is its own {@link WaitNode}; a select,
 * which waits in several queues, uses nodes of its own and leaves this one unused.
 */
public class Waiter extends WaitNode implements Alarm.Target {
  /*
   * What ends a wait is decided by one CAS on the state, whoever comes: a peer that exchanges, a close, a
   * timeout, an interrupt. Whoever wins that CAS also owns the element: a claimer finishes the exchange, a
   * waiter that cancels keeps (send) or never gets (receive) its element.
   *
   *              claim: a peer or a close,            wake: the same peer,
   *              under the queue's lock               after dropping the lock
   *   WAITING ------------------------------> CLAIMED -----------------------> DONE
   *      |
   *      +---- cancel: the waiter itself, or its alarm -----> CANCELLED
   *
   * Protocol
   *   Waiting side                                 Claiming side
   *   W1 take the lock, find nothing ready         C1 take the lock
   *   W2 link the node(s), drop the lock           C2 unlink a node, CAS WAITING -> CLAIMED;
   *   W3 until the state is DONE: park                if that fails, go on with the next node
   *   W4 interrupted or late: CAS WAITING ->       C3 store the node as winner, put or take the item
   *      CANCELLED; if that fails the operation    C4 drop the lock
   *      happens: go on with W3                    C5 read the thread, state := DONE, unpark it
   *   W5 take the lock(s), unlink what is left
   *
   * Invariants
   *   1. Between C2 and C5 the claimer owns the node, the winner and the item; the waiter only reads the
   *      state. So a chain of claimed nodes can be walked without a lock (WaitQueue.wakeAll).
   *   2. After W5 no queue holds a node of this waiter and no claimer will touch it: a claimer that lost the
   *      CAS is done with the node when it drops the lock that W5 takes. Then it may be used again (rearm)
   *      without a round number. What can still come late is the unpark of C5, a spurious one for W3's loop.
   *      An alarm is behind no lock and can ring late: for it the state counts rounds, see Deadlines.
   *   3. A claimed waiter is woken: between C2 and C5 nothing can throw or park.
   *   4. What a wait needs, its alarm, is made before W2 (prepareDeadline), so between W2 and W5 nothing but the
   *      park itself can fail. Whatever does is treated as W4: await(WaitLine, long) has the one rule.
   *
   * A waiter whose cancel lost (W4) waits for C5 with its interrupt flag taken down, so that its parks hold,
   * and sets the flag again before it returns.
   *
   * Deadlines. The waiter sets an alarm of the time engine and parks without a time; the alarm cancels in its
   * place (W4) and unparks it. It does not matter that it is set before the thread has parked: the CAS decides,
   * and the unpark is not lost. Without an engine (core alone), or if the alarm cannot be set, the thread parks
   * with a time. The alarm of a kept waiter rings a Link, which is empty while nobody waits.
   * An alarm that has fired may reach ring only when the wait is over and this object waits again. ring reads
   * first the state, with its round, then the deadline, and only then tries to change that same state: it
   * cancels a later round only if that one has the same deadline, which has passed. rearm clears the deadline
   * before it writes the new round.
   *
   * Memory ordering
   *   field          written by            read by    mode             pairs with
   *   state          claim, cancel (CAS)   each       volatile CAS     each other: exactly one wins
   *   state = DONE   wake                  await      volatile/acquire each other: publishes winner and item
   *   state          rearm                 ring       release/acquire  each other: no deadline of an old round
   *   deadline       awaitUntil            ring       volatile         the alarm's own word, or a later round
   *   thread         rearm, before W2      wake       plain            the queue's lock (W2, C1)
   *   thread         rearm, before W2      ring       plain            the alarm's own word
   *   link.waiter    awaitUntil            ring       volatile         the alarm's own word; null: nobody waits
   *   winner, item   claimer, C3           waiter     plain            state = DONE
   *
   * C5 is volatile for the sake of its unpark, which does nothing if a virtual thread has a permit, such as a late
   * one of an earlier round. A release may come after that look: the waiter takes the permit, sees CLAIMED, parks.
   *
   * Tests: the jcstress classes ClaimOnce, InterruptAgainstDelivery and HandOffPublication; WaiterTest.
   */
  private static final int WAITING = 0;
  private static final int CLAIMED = 1;
  private static final int DONE = 2;
  private static final int CANCELLED = 3;
  private static final int PHASE = 3;
  private static final int ROUND = 4;

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, Waiter.class, int.class);

  /** How a wait ended. */
  public enum Outcome {
    /** Claimed and woken: the operation happened, or what was waited for was closed. */
    WOKEN,
    /** Interrupted before anybody claimed it; the interrupt flag has been cleared. */
    INTERRUPTED,
    /** The deadline passed before anybody claimed it. */
    TIMED_OUT
  }

  /** A round, times {@link #ROUND}, and a phase. */
  @SuppressWarnings("UnusedVariable") // accessed through STATE
  private volatile int state;

  /**
   * What the alarm is, or was last, set to in this round; {@link EventSource#NONE} if it was not.
   */
  private volatile long deadline = EventSource.NONE;

  /** Made before the waiter is queued, see prepareDeadline; kept from round to round. */
  private @Nullable Alarm alarm;

  /** Whether this waiter is used again and again, so that its alarm is kept, behind a link. */
  private boolean kept;

  private @Nullable AlarmLink link;

  private @Nullable Thread thread;
  private WaitReason reason;
  private @Nullable Object target;
  private @Nullable WaitNode winner;

  /**
   * Makes a waiter for the current thread.
   *
   * @param reason why it waits
   * @param target what it waits for, shown in dumps; null if there is nothing to show
   */
  public Waiter(WaitReason reason, @Nullable Object target) {
    this.reason = reason;
    this.target = target;
    this.thread = Thread.currentThread();
  }

  /**
   * Makes this waiter ready for another wait of the current thread. The last wait is over and none
   * of its nodes is queued.
   *
   * @param reason why it waits
   * @param target what it waits for, or null
   */
  public final void rearm(WaitReason reason, @Nullable Object target) {
    this.reason = reason;
    this.target = target;
    thread = Thread.currentThread();
    winner = null;
    if (!kept) {
      kept = true;
      alarm = null;
    }
    if (alarm != null) {
      deadline = EventSource.NONE;
    }
    stateRelease((statePlain() & ~PHASE) + ROUND);
  }

  /**
   * Makes what {@link #awaitUntil(long)} needs, so that nothing is left to be allocated when the
   * waiter is queued. To be called before, with or without a lock.
   */
  public final void prepareDeadline() {
    if (alarm == null) {
      SystemTime time = SystemTime.get();
      if (time != null) {
        alarm = time.alarm(alarmTarget());
      }
    }
  }

  /**
   * Lets go of the thread, the winner and the target after a wait, so that a kept waiter retains
   * nothing.
   */
  public final void release() {
    thread = null;
    target = null;
    winner = null;
  }

  @Override
  public final Waiter waiter() {
    return this;
  }

  // Claiming side

  /**
   * Tries to end the wait in favour of one node. Called under the lock of that node's queue.
   *
   * @param node the node through which the exchange is made
   * @return whether the caller has won and owes the exchange and a {@link #wake()}
   */
  public final boolean claim(WaitNode node) {
    int state = statePlain();
    if ((state & PHASE) != WAITING || !casState(state, state + CLAIMED)) {
      return false;
    }
    winner = node;
    return true;
  }

  /**
   * Ends the wait: the waiter was claimed by the caller, which has made the exchange and dropped
   * its locks.
   */
  public void wake() {
    // Once DONE the waiter may be used again by another thread, so its thread is read before.
    Thread thread = this.thread;
    state = (statePlain() & ~PHASE) | DONE;
    LockSupport.unpark(thread);
  }

  // Waiting side

  /**
   * Waits in a line, and leaves it: the one way in which a queued waiter waits.
   *
   * <p>An error, such as a thread that cannot be parked, that comes before any claim ends the wait:
   * the waiter leaves the line and the error is thrown. One that comes later is dropped, since the
   * operation has happened.
   *
   * @param line where the waiter is queued
   * @param deadline an instant of {@link System#nanoTime()}, or {@link Deadline#NEVER}
   * @return how the wait ended
   */
  public final Outcome await(WaitLine line, long deadline) {
    Outcome outcome = null;
    try {
      outcome = deadline == Deadline.NEVER ? await() : awaitUntil(deadline);
      return outcome;
    } catch (Throwable thrown) {
      if (abandon()) {
        throw thrown;
      }
      outcome = awaitUninterruptibly();
      return outcome;
    } finally {
      line.leave(this, outcome == Outcome.WOKEN);
    }
  }

  /**
   * Ends a wait that goes no further, because of an error or before it has begun.
   *
   * @return whether it has ended without a claim; false if a claimer has decided already
   */
  public final boolean abandon() {
    return cancel() || (stateAcquire() & PHASE) == CANCELLED;
  }

  /**
   * Waits until woken or interrupted.
   *
   * @return {@link Outcome#WOKEN} or {@link Outcome#INTERRUPTED}
   */
  public final Outcome await() {
    return awaitParked(Deadline.NEVER);
  }

  /**
   * Waits until woken, interrupted or late.
   *
   * @param deadline an instant of {@link System#nanoTime()}; one that has passed does not wait
   * @return how the wait ended
   */
  public final Outcome awaitUntil(long deadline) {
    SystemTime time = SystemTime.get();
    if (time == null || Deadline.remaining(deadline, time.nanoTime()) <= 0) {
      return awaitParked(deadline);
    }
    long parkUntil = Deadline.NEVER;
    try {
      startAlarm(time, deadline);
    } catch (Throwable thrown) {
      // No memory for an alarm, or no thread to drive it: parks with a time need neither.
      parkUntil = deadline;
    }
    try {
      return awaitParked(parkUntil);
    } finally {
      stopAlarm();
    }
  }

  /**
   * Waits until woken, interrupted or late by the clock of an engine, which is always the same for
   * this waiter.
   *
   * @param engine whose clock and alarms to use
   * @param deadline an instant of that clock; one that has passed does not wait
   * @return how the wait ended
   */
  public final Outcome awaitUntil(TimeEngine engine, long deadline) {
    if (Deadline.remaining(deadline, engine.nanoTime()) <= 0) {
      return isDoneAcquire() || !cancel() ? await() : Outcome.TIMED_OUT;
    }
    startAlarm(engine, deadline);
    try {
      return await();
    } finally {
      stopAlarm();
    }
  }

  private Alarm.Target alarmTarget() {
    if (!kept) {
      return this;
    }
    AlarmLink link = this.link;
    if (link == null) {
      link = new AlarmLink();
      this.link = link;
    }
    return link;
  }

  private void startAlarm(TimeEngine engine, long deadline) {
    this.deadline = deadline;
    Alarm.Target target = alarmTarget();
    if (target instanceof AlarmLink link) {
      link.to(this);
    }
    Alarm alarm = this.alarm;
    if (alarm == null) {
      this.alarm = engine.start(target, deadline);
    } else {
      alarm.set(deadline);
    }
  }

  private void stopAlarm() {
    Alarm alarm = this.alarm;
    if (alarm != null) {
      if (kept) {
        alarm.stop();
      } else {
        // The engine may keep it for a while: it must not keep this object and its thread.
        alarm.discard();
        this.alarm = null;
      }
    }
    AlarmLink link = this.link;
    if (link != null) {
      link.to(null);
    }
  }

  /** The alarm of a timed wait rings: cancels the wait. */
  @Override
  public final void ring(long due) {
    int state = stateAcquire();
    if ((state & PHASE) == WAITING && deadline == due) {
      // Once cancelled the waiter may be used again by another thread, so its thread is read
      // before.
      Thread thread = this.thread;
      if (casState(state, state + CANCELLED)) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Waits with parks; with a deadline they have a time, and need no engine. */
  private Outcome awaitParked(long deadline) {
    if (HeldLocks.CHECKED) {
      HeldLocks.current().mayPark();
    }
    boolean interrupted = false;
    int phase;
    while ((phase = stateAcquire() & PHASE) != DONE) {
      if (phase == CANCELLED) {
        // By the alarm of awaitUntil. An interrupt that came as well stays for the next wait.
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return Outcome.TIMED_OUT;
      }
      if (Thread.interrupted()) {
        if (cancel()) {
          return Outcome.INTERRUPTED;
        }
        interrupted = true;
      }
      long nanos = Deadline.MAX_NANOS;
      if (deadline != Deadline.NEVER && phase == WAITING) {
        nanos = Deadline.remaining(deadline, NanoClock.SYSTEM.nanoTime());
        if (nanos <= 0) {
          if (cancel()) {
            return Outcome.TIMED_OUT;
          }
          // Lost to a claimer, which is about to wake us.
          continue;
        }
      }
      try {
        Parking.park(this, nanos);
      } catch (Throwable thrown) {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw thrown;
      }
    }
    return woken(interrupted);
  }

  /**
   * Waits until woken, whatever comes: an interrupt is kept for later, and after a throw of park
   * the next look is due at once. For clean-up that must not be left out, and for a wait that a
   * claimer has ended and is about to wake.
   *
   * @return {@link Outcome#WOKEN}
   */
  public final Outcome awaitUninterruptibly() {
    if (HeldLocks.CHECKED) {
      HeldLocks.current().mayPark();
    }
    boolean interrupted = false;
    while (!isDoneAcquire()) {
      interrupted |= Thread.interrupted();
      try {
        Parking.park(this, Deadline.MAX_NANOS);
      } catch (Throwable again) {
        Thread.onSpinWait();
      }
    }
    return woken(interrupted);
  }

  /**
   * The node through which the wait was ended.
   *
   * @return the claimed node; null unless the wait ended with {@link Outcome#WOKEN}
   */
  public final @Nullable WaitNode winner() {
    return winner;
  }

  /**
   * Whether nothing has ended the wait yet.
   *
   * @return an instantaneous answer
   */
  public final boolean isWaiting() {
    return (stateAcquire() & PHASE) == WAITING;
  }

  /** Whether the wait has ended: the thread must not park any more, or not for long. */
  final boolean isOver() {
    int phase = stateAcquire() & PHASE;
    return phase == DONE || phase == CANCELLED;
  }

  /**
   * Why this waiter waits.
   *
   * @return the reason, never null
   */
  public final WaitReason reason() {
    return reason;
  }

  /** For dumps: the reason and what is waited for. */
  @Override
  public String toString() {
    Object target = this.target;
    return target == null ? reason.toString() : reason + " on " + target;
  }

  private boolean cancel() {
    int state = statePlain();
    return (state & PHASE) == WAITING && casState(state, state + CANCELLED);
  }

  private static Outcome woken(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return Outcome.WOKEN;
  }

  // Field access

  private boolean isDoneAcquire() {
    return (stateAcquire() & PHASE) == DONE;
  }

  private int statePlain() {
    return (int) STATE.get(this);
  }

  private int stateAcquire() {
    return (int) STATE.getAcquire(this);
  }

  private void stateRelease(int value) {
    STATE.setRelease(this, value);
  }

  private boolean casState(int expected, int value) {
    return STATE.compareAndSet(this, expected, value);
  }
}
