package dev.gopark.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the primitives of {@code dev.gopark.sync} block: a FIFO of parked threads and
 * the short lock that guards it, together with whatever state of its owner decides who waits.
 *
 * <p>A thread that cannot go on takes the lock, looks at its owner's state once more, joins the
 * queue, drops the lock and awaits. A thread that changes the state so that somebody can go on
 * takes the lock, claims waiters, settles the state for them, drops the lock and wakes them. A
 * claimed waiter is either handed what it waited for, or merely woken to compete for it.
 */
public final class Sema extends SpinLock {
  /*
   * Go's runtime/sema.go keeps permits in a word of the caller and the waiters in a global table of treaps.
   * Here every primitive has its own queue, and the lock is open to it. The reason is the one thing Go's
   * semaphore cannot do: end a wait early. A waiter that gives up has to take back what its owner's state
   * says of it (a count, a bit, a writer's claim) in the same instant in which it leaves the queue, or a
   * release may be spent on somebody who is no longer there. Under one lock that is an ordinary update.
   *
   * Protocol
   *   Waiting side                                   Waking side
   *   W1 lock                                        K1 lock
   *   W2 look at the state; free: take it, unlock    K2 claim a waiter (Waiter's CAS decides)
   *   W3 add or addFirst, unlock                     K3 settle the owner's state; hand off or not
   *   W4 await                                       K4 unlock
   *   W5 woken: handed off, it is ours; else compete K5 wake
   *   W6 interrupted or late: lock, remove, take
   *      back what W3 said of us, unlock
   * An ended wait (W6) was never claimed, so nothing was spent on it; a claimed one (K2) reports success and
   * leaves the interrupt flag up. Between K2 and W5 the item of the waiter says how it was woken.
   *
   * Rejected: a count of permits in here, taken before the wait returns. Mutex, RWMutex and the weighted
   * semaphore each admit by a rule of their own; a permit that arrives after its taker has left would need
   * a second protocol to be given back.
   *
   * Tests: SemaTest; the jcstress classes MutexHandOff, CondSignal, WaitGroupRelease and WriterGivesUp.
   */

  /** Given as a deadline: wait without one. */
  public static final long NO_DEADLINE = Deadline.NEVER;

  private static final Object HANDED_OFF = new Object();

  private final WaitQueue queue = new WaitQueue();

  /** Makes one that nobody waits in. */
  public Sema() {}

  /**
   * The deadline of a wait that starts now.
   *
   * @param timeout how long to wait at most
   * @return an instant of {@link System#nanoTime()}, never {@link #NO_DEADLINE}
   */
  public static long deadline(Duration timeout) {
    return Deadline.in(Deadline.nanos(timeout));
  }

  // Waiting side

  /**
   * Joins the queue at its end. Lock held.
   *
   * @param waiter a waiter of the current thread, new or rearmed
   */
  public void add(Waiter waiter) {
    queue.add(waiter);
  }

  /**
   * Joins the queue at its front: for a waiter that was woken to compete, and lost. Lock held.
   *
   * @param waiter a rearmed waiter of the current thread
   */
  public void addFirst(Waiter waiter) {
    waiter.item(null);
    queue.addFirst(waiter);
  }

  /**
   * Waits until woken, interrupted or late. Without the lock. Unless it was woken the caller must
   * {@link #remove} the waiter.
   *
   * @param waiter a waiter that was added
   * @param deadline when to give up, or {@link #NO_DEADLINE}
   * @return how the wait ended
   */
  public static Waiter.Outcome await(Waiter waiter, long deadline) {
    return deadline == NO_DEADLINE ? waiter.await() : waiter.awaitUntil(deadline);
  }

  /**
   * Whether the thread that woke this waiter has given it what it waits for.
   *
   * @param waiter a waiter that was woken
   * @return false if it must compete
   */
  public static boolean wasHandedOff(Waiter waiter) {
    return waiter.item() == HANDED_OFF;
  }

  /**
   * Leaves the queue. Lock held.
   *
   * @param waiter a waiter that was added
   * @return false if it has been claimed meanwhile
   */
  public boolean remove(Waiter waiter) {
    boolean queued = waiter.isQueued();
    queue.remove(waiter);
    return queued;
  }

  // Waking side

  /**
   * Claims the first waiter. Lock held; the caller wakes it after dropping the lock.
   *
   * @param handOff whether it is given what it waits for, or has to compete
   * @return the claimed waiter, or null if nobody waits
   */
  public @Nullable Waiter claimFirst(boolean handOff) {
    WaitNode node = queue.claimFirst();
    if (node == null) {
      return null;
    }
    if (handOff) {
      node.item(HANDED_OFF);
    }
    return node.waiter();
  }

  /**
   * The first waiter, which may have given up meanwhile. Lock held.
   *
   * @return a waiter that is still queued, or null if there is none
   */
  public @Nullable Waiter first() {
    WaitNode node = queue.first();
    return node == null ? null : node.waiter();
  }

  /**
   * Takes a waiter out and tries to claim it. Lock held; if it succeeds the caller wakes it after
   * dropping the lock.
   *
   * @param waiter a queued waiter
   * @return false if it had given up
   */
  public boolean claim(Waiter waiter) {
    return queue.claim(waiter);
  }

  /**
   * Claims every waiter. Lock held.
   *
   * @return a chain for {@link WaitQueue#wakeAll}, or null if nobody waits
   */
  public @Nullable WaitNode claimAll() {
    return queue.claimAll();
  }

  /**
   * Whether nobody waits. Without the lock an instantaneous answer, read with acquire.
   *
   * @return true if the queue is empty
   */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * How many threads wait.
   *
   * @return an instantaneous value; those that have just given up count
   */
  public int size() {
    return queue.size();
  }

  /** Throws if the structure is broken. Lock held. For tests. */
  public void checkInvariants() {
    queue.checkInvariants();
  }

  @Override
  public String toString() {
    return "Sema[" + size() + " waiting]";
  }
}
