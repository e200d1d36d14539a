package dev.gopark.internal;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A short mutual-exclusion lock, extended by the object that it guards so that it costs one {@code
 * int}.
 *
 * <p>For critical sections of tens of nanoseconds that never park, never call user code and never
 * allocate unboundedly. Not reentrant, not fair, knows no owner.
 */
public abstract class SpinLock {
  /*
   * One atomic instruction a pair: the lock is taken with a CAS and released with a plain release store, so
   * nobody can know at unlock that somebody sleeps. Waiters therefore never sleep for long; they look again.
   *
   * Policy of a waiter, each step bounded:
   *   1. up to SPINS looks with Thread.onSpinWait between them, none on a machine with one processor: the
   *      holder is most likely running, and its section is shorter than a switch;
   *   2. YIELDS calls of Thread.yield: the holder has lost its processor, or its carrier, to somebody else;
   *   3. timed parks that double from MIN_PARK_NANOS to MAX_PARK_NANOS: the holder's thread is not running
   *      at all, and a goroutine that only yields would keep its carrier from the operating system.
   * A waiter is thus at most MAX_PARK_NANOS late, and nothing is leaked when it is the last one.
   * Steps 2 and 3 give the processor, or the carrier, to others. That is safe because a thread that waits holds
   * nothing (HeldLocks), and it is why no holder ever waits: what keeps it from finishing is the operating
   * system alone, which may have taken its processor. Who holds locks and needs more only tries; step 1 without
   * the others is such a try, since it is bounded by itself (tryLockBriefly).
   *
   * Memory ordering
   *   field   written by            read by         mode           pairs with
   *   locked  lock (0 -> 1)         -               CAS, volatile  unlock's release store
   *   locked  unlock (1 -> 0)       lock, spinning  release        the CAS that takes the lock next
   *   locked  -                     spinning, try   opaque         nothing: a hint when to try the CAS
   *
   * A release store may pass later loads of the same thread (StoreLoad). Code that reads guarded fields
   * without the lock, and must not miss what its own thread did before under another lock, has to put a full
   * fence before its load; Hchan's failed try operations do.
   *
   * Rejected: a monitor (pins the carrier on JDK 21 to 23, and is slower); ReentrantLock (two atomic
   * instructions, two more objects, and a queue that a section of 20 ns cannot pay back); waking sleepers at
   * unlock as a futex does (turns the release store into an atomic exchange, half the price of an
   * uncontended channel operation).
   */
  static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;
  static final int YIELDS = 8;
  static final long MIN_PARK_NANOS = 20_000;
  static final long MAX_PARK_NANOS = 1_000_000;

  /** Failures after which {@link #backOff} does not spin any more, and how far its parks double. */
  private static final int SPIN_FAILURES = 4;

  private static final int MAX_DOUBLINGS = 7;

  private static final VarHandle LOCKED =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "locked", VarHandle.class, SpinLock.class, int.class);

  @SuppressWarnings("UnusedVariable") // accessed through LOCKED
  private volatile int locked;

  /** For subclasses: a new lock is free. */
  protected SpinLock() {}

  /**
   * Takes the lock, waiting as long as it takes. Ignores interrupts and leaves them set. The caller
   * holds no other lock, and is not a thread that fires alarms.
   */
  public final void lock() {
    HeldLocks mine = null;
    if (HeldLocks.CHECKED) {
      mine = HeldLocks.current();
      mine.mayLock(this);
    }
    if (!LOCKED.compareAndSet(this, 0, 1)) {
      lockSlow();
    }
    if (HeldLocks.CHECKED && mine != null) {
      mine.held++;
    }
  }

  /**
   * Takes the lock if it is free at this instant. May be called with other locks held.
   *
   * @return whether the caller now holds it
   */
  public final boolean tryLock() {
    return HeldLocks.CHECKED ? tryLockCounted() : tryNow();
  }

  /**
   * Takes the lock if it becomes free while an ordinary holder finishes: looks for some
   * microseconds at most, without giving the processor away. May be called with other locks held.
   *
   * @return whether the caller now holds it
   */
  public final boolean tryLockBriefly() {
    if (tryLock()) {
      return true;
    }
    for (int i = 0; i < SPINS; i++) {
      Thread.onSpinWait();
      if (tryLock()) {
        return true;
      }
    }
    return false;
  }

  /** Releases the lock. The caller holds it; nothing checks that. */
  public final void unlock() {
    LOCKED.setRelease(this, 0);
    if (HeldLocks.CHECKED) {
      HeldLocks.current().held--;
    }
  }

  /**
   * Whether somebody holds the lock: for assertions and {@code toString}.
   *
   * @return an instantaneous answer
   */
  public final boolean isLocked() {
    return lockedOpaque() != 0;
  }

  /**
   * Lets some time pass, a random one that grows with the number of failures: for a thread that has
   * taken some locks, could not get another, and has dropped them all. It holds none.
   *
   * @param failures how often in a row it has failed, from 1
   * @param random 32 random bits
   */
  public static void backOff(int failures, int random) {
    if (failures <= SPIN_FAILURES) {
      int spins = SPINS == 0 ? 0 : (random & Integer.MAX_VALUE) % (SPINS << failures);
      for (int i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
    } else if (failures <= SPIN_FAILURES + YIELDS) {
      yieldQuietly();
    } else {
      long most = MIN_PARK_NANOS << Math.min(failures - SPIN_FAILURES - YIELDS, MAX_DOUBLINGS);
      boolean interrupted = parkQuietly((random & Integer.MAX_VALUE) % most);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void lockSlow() {
    for (int i = 0; i < SPINS; i++) {
      Thread.onSpinWait();
      if (tryNow()) {
        return;
      }
    }
    for (int i = 0; i < YIELDS; i++) {
      yieldQuietly();
      if (tryNow()) {
        return;
      }
    }
    boolean interrupted = false;
    long nanos = MIN_PARK_NANOS;
    while (!tryNow()) {
      interrupted |= parkQuietly(nanos);
      nanos = Math.min(nanos << 1, MAX_PARK_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Yields. What that throws, a virtual thread that cannot be queued for want of memory, is not for
   * the caller of {@link #lock()}, which has to succeed: the next look is due at once then.
   */
  private static void yieldQuietly() {
    try {
      Thread.yield();
    } catch (Throwable thrown) {
      Thread.onSpinWait();
    }
  }

  /** Parks, in the same manner; whether the thread was interrupted. */
  private static boolean parkQuietly(long nanos) {
    // A pending interrupt would make every park return at once.
    boolean interrupted = Thread.interrupted();
    try {
      LockSupport.parkNanos(nanos);
    } catch (Throwable thrown) {
      Thread.onSpinWait();
    }
    return interrupted;
  }

  private boolean tryNow() {
    return lockedOpaque() == 0 && LOCKED.compareAndSet(this, 0, 1);
  }

  /** The record is fetched first: then nothing can fail while the lock is held. */
  private boolean tryLockCounted() {
    HeldLocks mine = HeldLocks.current();
    boolean taken = tryNow();
    if (taken) {
      mine.held++;
    }
    return taken;
  }

  private int lockedOpaque() {
    return (int) LOCKED.getOpaque(this);
  }
}
