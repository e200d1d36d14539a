package dev.gopark.sync;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A mutual-exclusion lock: Go's {@code sync.Mutex}.
 *
 * <p>Not reentrant, and not owned: any thread may unlock it, so a lock taken by one goroutine can
 * be given back by another. Works alike on goroutines and platform threads.
 *
 * {@snippet lang = java :
 * var mutex = new Mutex();
 * try (var held = mutex.held()) {
 *   total += amount;
 * }
 * }
 *
 * <p><b>Fairness.</b> Normally a thread that arrives while the mutex is free takes it, even if
 * others have waited longer: that is fast, and the one that was woken for it waits on, in front of
 * the others. When a woken thread has waited for more than a millisecond and loses again, the mutex
 * becomes strict: each unlock then hands it to the longest waiting thread and nobody can overtake,
 * until a thread gets it that is the last one waiting or has waited less than a millisecond.
 *
 * <p>A wait that is interrupted or times out has no effect. A free mutex is taken even if the
 * interrupt flag is up.
 *
 * <p><b>Memory consistency effects:</b> the n-th unlock happens-before the return of the m-th lock,
 * for n &lt; m. A {@code tryLock} that fails orders nothing.
 */
public final class Mutex implements Locker {
  /*
   * Go's two-mode mutex. The state is one word of four bits; the queue is a Sema, made when somebody waits for
   * the first time, so an uncontended mutex is one small object.
   *
   *   LOCKED    somebody holds it, or it is on its way to the waiter it was handed to
   *   WAITERS   the queue may have somebody to wake
   *   WOKEN     somebody is awake who wants it: unlock need not wake another
   *   STARVING  unlock hands off; nobody overtakes
   *
   * Invariants
   *   1. WAITERS and STARVING change only under the sema's lock.
   *   2. Whenever the sema's lock is free and its queue is not empty, WAITERS is up. STARVING implies LOCKED:
   *      who holds the sema's lock and sees STARVING knows that LOCKED stays up until it lets go.
   *   3. WOKEN is up only while exactly one thread, woken or spinning, owes the mutex either a lock (which
   *      takes it down) or a return to the queue (which takes it down in a CAS that sees LOCKED up: whoever
   *      holds the mutex then finds WAITERS without WOKEN when it unlocks, and wakes).
   *
   * Protocol
   *   Lock                                           Unlock
   *   L1 CAS 0 -> LOCKED; done                       U1 CAS LOCKED -> 0; done
   *   L2 not LOCKED: CAS LOCKED up, WOKEN down       U2 not LOCKED: misuse
   *      if it was ours; done                        U3 not STARVING: CAS LOCKED down; if WAITERS without
   *   L3 spin a little, WOKEN up meanwhile              WOKEN: sema lock; if still neither LOCKED nor
   *   L4 sema lock; CAS WAITERS up, WOKEN down,         WOKEN, CAS WOKEN up, claim the first waiter,
   *      STARVING up if we starve; all that only        WAITERS down if the queue is empty; sema unlock;
   *      while LOCKED is up, else back to L2            wake it
   *   L5 join the queue, at the front if we had      U4 STARVING: sema lock; STARVING no more: back to U2;
   *      been woken; sema unlock; await                 handed off since U1: misuse; claim the first waiter
   *   L6 handed off: sema lock, STARVING down if        and hand off, LOCKED stays up; WAITERS and STARVING
   *      we waited less than 1 ms; done                 down if the queue is empty; nobody there: LOCKED
   *   L7 woken: WOKEN is ours; back to L2               down too; sema unlock; wake it
   *   L8 interrupted or late: sema lock, leave the
   *      queue; empty: WAITERS, STARVING down
   * L4 and U3 cannot miss each other: L4's CAS sees LOCKED, so it comes before the unlock's CAS in the order
   * of the word, and that unlock sees WAITERS; it then waits for the sema's lock until L5 has joined.
   *
   * Misuse. U2 and U3 are one CAS, so an unlock too many finds LOCKED down or takes the lock of whoever has come in
   * between, which nobody can tell from an unlock on that one's behalf. In U4 the look and the deed are apart: two
   * unlocks of one hold would both hand off. So hand-offs are counted. A hold that began with hand-off n can
   * only end in U4, or after STARVING has gone down; an unlock that is meant for it begins later and sees n. Who
   * finds the count moved on between U1 and U4 meant a hold that another unlock has ended.
   *
   * Spinning: a thread that arrives looks at the state SPIN_ROUNDS times only, far apart, so that it does not take
   * the line from whoever works. One that has been woken looks at each pause and for longer, some tens of
   * microseconds, as long as the park and the wake-up take that it spares: the mutex that it lost is held by
   * somebody who takes it again at once, and is free for some nanoseconds in between. Beside a hog that holds it
   * for 20 microseconds at a time a victim then gets it several times as often.
   *
   * After a hand-off the unlocking goroutine yields: it would otherwise run on while the new owner, which
   * holds the mutex, waits for a processor.
   *
   * Memory ordering: every access to the state is volatile or a CAS; handOffs is written under the sema's lock,
   * and volatile for the look at U1.
   *
   * Rejected: a count of waiters in the word, as Go has it (a waiter that gives up cannot tell whether an
   * unlock has already counted it out); unlocking by a fetch-and-add (a misuse would have to be undone);
   * keeping LOCKED down during a hand-off (try operations would need STARVING to see that it is taken).
   *
   * Tests: MutexTest, MutexFairnessTest, MutexMisuseTest, RacedMisuseTest; the jcstress class MutexHandOff.
   * References: Go, internal/sync/mutex.go.
   */
  private static final int LOCKED = 1;
  private static final int WAITERS = 2;
  private static final int WOKEN = 4;
  private static final int STARVING = 8;

  static final long STARVATION_NANOS = 1_000_000;

  private static final int SPIN_ROUNDS = Runtime.getRuntime().availableProcessors() > 1 ? 4 : 0;
  private static final int WOKEN_SPIN_ROUNDS = 8 * SPIN_ROUNDS;
  private static final int PAUSES = 30;

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, Mutex.class, int.class);
  private static final VarHandle SEMA =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "sema", VarHandle.class, Mutex.class, Sema.class);

  private volatile int state;
  private volatile @Nullable Sema sema;

  /** How often it was handed off: see Misuse. */
  private volatile int handOffs;

  /** Makes a mutex that is free. */
  public Mutex() {}

  /**
   * Takes the mutex, waiting as long as it takes. If it throws, the caller does not hold it.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  @Override
  public void lock() throws InterruptedException {
    if (!casState(0, LOCKED)) {
      lockSlow(true, Sema.NO_DEADLINE, WaitReason.SYNC_MUTEX_LOCK, this);
    }
  }

  /**
   * Takes the mutex if it is free, even if others wait for it; not while it is being handed to one
   * of them.
   *
   * @return whether the caller now holds it
   */
  public boolean tryLock() {
    int state;
    while (((state = this.state) & LOCKED) == 0) {
      if (casState(state, state | LOCKED)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes the mutex, waiting for it at most as long as given.
   *
   * @param timeout how long to wait; zero or less does not wait
   * @return whether the caller now holds it
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public boolean tryLock(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return tryLock()
        || (Deadline.nanos(timeout) > 0
            && lockSlow(true, Sema.deadline(timeout), WaitReason.SYNC_MUTEX_LOCK, this));
  }

  @Override
  public void lockUninterruptibly() {
    lockUninterruptibly(WaitReason.SYNC_MUTEX_LOCK, this);
  }

  /** Locks on behalf of another primitive, which is what dumps show. */
  void lockUninterruptibly(WaitReason reason, Object target) {
    if (!casState(0, LOCKED)) {
      try {
        lockSlow(false, Sema.NO_DEADLINE, reason, target);
      } catch (Throwable thrown) {
        // No memory for a place in the queue. Clean-up must not fail for that.
        while (!tryLock()) {
          Parked.pause();
        }
      }
    }
  }

  /** Locks on behalf of another primitive, which is what dumps show. */
  boolean lock(long deadline, WaitReason reason, Object target) throws InterruptedException {
    return casState(0, LOCKED) || lockSlow(true, deadline, reason, target);
  }

  /**
   * Gives the mutex back. Any thread may do so.
   *
   * <p>An unlock too many throws, also when it runs at the same time as the right one. Only if
   * somebody else has taken the mutex in between it is that one's lock that is given back: a mutex
   * without an owner cannot tell.
   *
   * @throws IllegalStateException if the mutex is not locked; nothing has changed then
   */
  @Override
  public void unlock() {
    if (!casState(LOCKED, 0)) {
      unlockSlow();
    }
  }

  /**
   * Whether somebody holds it, or is being handed it. For monitoring: the answer may be old at
   * once.
   *
   * @return an instantaneous value
   */
  public boolean isLocked() {
    return (state & LOCKED) != 0;
  }

  /**
   * How many threads wait for it. For monitoring.
   *
   * @return an instantaneous value
   */
  public int waiting() {
    Sema sema = this.sema;
    return sema == null ? 0 : sema.size();
  }

  /**
   * This mutex for code that takes a {@link Lock}. Its {@code lock} ignores interrupts, as that
   * contract has it, and leaves the flag up; {@code unlock} throws {@link IllegalStateException} if
   * the mutex is not locked; its conditions are {@link Cond}s, whose signals need not hold the
   * lock. Not reentrant.
   *
   * @return a view, which may be used beside this mutex and beside other views
   */
  public Lock asLock() {
    return LockView.of(this);
  }

  /** Whether it is locked, and how many threads wait for it. */
  @Override
  public String toString() {
    int state = this.state;
    return "Mutex@%x[%s%s, %d waiting]"
        .formatted(
            System.identityHashCode(this),
            (state & LOCKED) == 0 ? "free" : "locked",
            (state & STARVING) == 0 ? "" : ", starving",
            waiting());
  }

  // Lock

  /** A thread in the queue. */
  private static final class Contender extends Parked {
    private final Mutex mutex;

    Contender(Mutex mutex, Sema sema, WaitReason reason, Object target) {
      super(sema, reason, target, "locking");
      this.mutex = mutex;
    }

    /** L8. */
    @Override
    void leftLocked() {
      if (mutex.waiting() == 0) {
        mutex.clear(WAITERS | STARVING);
      }
    }
  }

  private boolean lockSlow(boolean interruptible, long deadline, WaitReason reason, Object target)
      throws InterruptedException {
    Contender self = null;
    long since = 0;
    boolean queued = false;
    boolean starving = false;
    boolean awake = false;
    int spins = SPIN_ROUNDS;
    try {
      while (true) {
        int state = this.state;
        if ((state & LOCKED) == 0) {
          if (casState(state, (awake ? state & ~WOKEN : state) | LOCKED)) {
            return true;
          }
        } else if (spins > 0 && (state & STARVING) == 0) {
          awake |= (state & (WAITERS | WOKEN)) == WAITERS && casState(state, state | WOKEN);
          for (int i = 0; i < PAUSES && !(queued && (this.state & LOCKED) == 0); i++) {
            Thread.onSpinWait();
          }
          spins--;
        } else {
          Sema sema = sema();
          if (self == null) {
            self = new Contender(this, sema, reason, target);
            since = NanoClock.SYSTEM.nanoTime();
          }
          if (!enqueue(sema, self, queued, awake, starving)) {
            continue;
          }
          queued = true;
          awake = false;
          if (!interruptible) {
            self.awaitUninterruptibly();
          } else if (!self.park(deadline)) {
            return false;
          }
          boolean late = NanoClock.SYSTEM.nanoTime() - since > STARVATION_NANOS;
          if (Sema.wasHandedOff(self)) {
            if (!late) {
              relax(sema);
            }
            return true;
          }
          self.rearm(reason, target);
          starving |= late;
          awake = true;
          spins = late ? 0 : WOKEN_SPIN_ROUNDS;
        }
      }
    } catch (Throwable thrown) {
      if (awake) {
        passOn();
      }
      throw thrown;
    }
  }

  /**
   * Nobody else is woken while WOKEN is up, and its owner goes: for want of memory to queue with.
   */
  private void passOn() {
    int state;
    do {
      state = this.state;
    } while (!casState(state, state & ~WOKEN));
    if ((state & (LOCKED | WAITERS)) == WAITERS) {
      wakeFirst();
    }
  }

  /** L4 and L5: false if the mutex was free after all, and nothing has changed. */
  boolean enqueue(Sema sema, Waiter self, boolean again, boolean awake, boolean starving) {
    sema.lock();
    try {
      int state;
      int next;
      do {
        state = this.state;
        if ((state & LOCKED) == 0) {
          return false;
        }
        next = (awake ? state & ~WOKEN : state) | WAITERS | (starving ? STARVING : 0);
      } while (!casState(state, next));
      if (again) {
        sema.addFirst(self);
      } else {
        sema.add(self);
      }
      return true;
    } finally {
      sema.unlock();
    }
  }

  /** L6. */
  private void relax(Sema sema) {
    sema.lock();
    clear(STARVING);
    sema.unlock();
  }

  // Unlock

  private void unlockSlow() {
    int handOffs = this.handOffs;
    while (true) {
      int state = this.state;
      if ((state & LOCKED) == 0 || this.handOffs != handOffs) {
        throw new IllegalStateException(
            "unlock of unlocked mutex: " + this + "; each unlock needs a lock before it");
      }
      if ((state & STARVING) != 0) {
        if (handOff(handOffs)) {
          return;
        }
      } else if (casState(state, state & ~LOCKED)) {
        if ((state & (WAITERS | WOKEN)) == WAITERS) {
          wakeFirst();
        }
        return;
      }
    }
  }

  /** U3: wakes the first waiter to compete, unless somebody is there who will do so later. */
  private void wakeFirst() {
    Sema sema = sema();
    Waiter waiter;
    sema.lock();
    try {
      int state;
      do {
        state = this.state;
        if ((state & (LOCKED | WOKEN)) != 0 || (state & WAITERS) == 0) {
          return;
        }
      } while (!casState(state, state | WOKEN));
      waiter = sema.claimFirst(false);
      // Nobody there: the last one has given up, and takes the bits down as well.
      int done = (waiter == null ? WOKEN : 0) | (sema.isEmpty() ? WAITERS : 0);
      if (done != 0) {
        clear(done);
      }
    } finally {
      sema.unlock();
    }
    if (waiter != null) {
      waiter.wake();
    }
  }

  /**
   * U4: gives the mutex to the first waiter; false if nothing has changed, and one must look again.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // handOffs, under the lock
  private boolean handOff(int handOffs) {
    Sema sema = sema();
    Waiter waiter;
    sema.lock();
    try {
      if ((state & STARVING) == 0 || this.handOffs != handOffs) {
        return false;
      }
      this.handOffs++;
      waiter = sema.claimFirst(true);
      if (sema.isEmpty()) {
        clear(WAITERS | STARVING | (waiter == null ? LOCKED : 0));
      }
    } finally {
      sema.unlock();
    }
    if (waiter != null) {
      waiter.wake();
      if (Thread.currentThread().isVirtual()) {
        Thread.yield();
      }
    }
    return true;
  }

  // Field access

  boolean isStarving() {
    return (state & STARVING) != 0;
  }

  /** Throws if the mutex, with nobody holding it or waiting for it, is not as new. For tests. */
  void checkQuiet() {
    if (state != 0 || waiting() != 0) {
      throw new AssertionError("state " + Integer.toBinaryString(state) + " of " + this);
    }
  }

  Sema sema() {
    Sema sema = this.sema;
    if (sema == null) {
      Sema made = new Sema();
      Sema found = (Sema) SEMA.compareAndExchange(this, (Sema) null, made);
      sema = found == null ? made : found;
    }
    return sema;
  }

  private void clear(int bits) {
    STATE.getAndBitwiseAnd(this, ~bits);
  }

  private boolean casState(int expected, int value) {
    return STATE.compareAndSet(this, expected, value);
  }
}
