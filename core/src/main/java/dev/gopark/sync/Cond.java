package dev.gopark.sync;

import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;

/**
 * A place to wait until something that a lock guards has changed: Go's {@code sync.Cond}.
 *
 * {@snippet lang = java :
 * mutex.lock();
 * while (queue.isEmpty()) {
 *   notEmpty.await();
 * }
 * var first = queue.remove();
 * mutex.unlock();
 * }
 *
 * <p>There are no spurious wake-ups: {@code await} returns because of a {@code signal} or {@code
 * broadcast}. It should be called in a loop all the same, since others may have the lock between
 * the signal and the return. A signal goes to the longest waiting thread; one that started to wait
 * after a signal never gets it. Signal and broadcast may be called with or without the lock.
 *
 * <p>Often a channel is the simpler tool: closing one is a broadcast.
 *
 * <p><b>Memory consistency effects:</b> actions before a {@code signal} or {@code broadcast}
 * happen-before the return of an {@code await} that it ends.
 */
public final class Cond {
  /*
   * Go's notifyList hands out numbered tickets; the place in a queue is the ticket here.
   *
   * Protocol
   *   C1 sema lock, join the queue, sema unlock: the ticket is taken while the user's lock is held, so whoever
   *      signals after this thread has given that lock back finds it
   *   C2 unlock the user's lock; if that throws, leave, and pass on a signal that has come meanwhile
   *   C3 await
   *   C4 take the user's lock again, whatever comes, also an error: the caller's finally will unlock it. An
   *      interrupt in here came after the end of the wait and is left for the caller to find.
   *
   * Tests: CondTest; the jcstress class CondSignal. References: Go, runtime/sema.go, notifyList.
   */
  private final Locker locker;
  private final Sema sema = new Sema();

  /**
   * Makes a condition on a lock.
   *
   * @param locker what {@link #await} gives back while it waits: a {@link Mutex}, {@link RWMutex},
   *     or {@link RWMutex#rLocker}
   */
  public Cond(Locker locker) {
    this.locker = Objects.requireNonNull(locker, "cond on a null lock");
  }

  /**
   * Gives the lock back, waits for a signal or broadcast, and takes the lock again. The caller
   * holds the lock; it does so again however this returns.
   *
   * @throws InterruptedException if the thread was interrupted before a signal came; none was used
   *     up
   * @throws IllegalStateException if the lock is not held by anybody; nothing has changed then
   */
  public void await() throws InterruptedException {
    await(Sema.NO_DEADLINE);
  }

  /**
   * As {@link #await()}, waiting for a signal at most as long as given; taking the lock again is
   * not limited.
   *
   * @param timeout how long to wait; zero or less only lets others have the lock for a moment
   * @return false if the time passed before a signal came; none was used up
   * @throws InterruptedException if the thread was interrupted before a signal came; none was used
   *     up
   * @throws IllegalStateException if the lock is not held by anybody; nothing has changed then
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return await(Sema.deadline(Objects.requireNonNull(timeout, "timeout")));
  }

  /**
   * As {@link #await()}, also if the thread is interrupted: then the interrupt flag is up when this
   * returns, after a signal.
   *
   * @throws IllegalStateException if the lock is not held by anybody; nothing has changed then
   */
  public void awaitUninterruptibly() {
    Parked self = enter();
    self.awaitUninterruptibly();
    locker.lockUninterruptibly();
  }

  /**
   * The lock of this condition: Go's {@code Cond.L}.
   *
   * @return what was given when it was made
   */
  public Locker locker() {
    return locker;
  }

  /**
   * How many threads wait. For monitoring.
   *
   * @return an instantaneous value; those that have just given up count
   */
  public int waiting() {
    return sema.size();
  }

  /** Wakes the longest waiting thread, if there is one. */
  public void signal() {
    if (sema.isEmpty()) {
      return;
    }
    sema.lock();
    Waiter waiter = sema.claimFirst(true);
    sema.unlock();
    if (waiter != null) {
      waiter.wake();
    }
  }

  /** Wakes every thread that waits. */
  public void broadcast() {
    if (sema.isEmpty()) {
      return;
    }
    sema.lock();
    WaitNode waiters = sema.claimAll();
    sema.unlock();
    WaitQueue.wakeAll(waiters);
  }

  /** The lock, and how many threads wait. */
  @Override
  public String toString() {
    return "Cond@%x[%d waiting, on %s]"
        .formatted(System.identityHashCode(this), sema.size(), locker);
  }

  private boolean await(long deadline) throws InterruptedException {
    Parked self = enter();
    try {
      return self.park(deadline);
    } finally {
      locker.lockUninterruptibly();
    }
  }

  /** C1 and C2. */
  private Parked enter() {
    var self = new Parked(sema, WaitReason.SYNC_COND_WAIT, this, "waiting for");
    sema.lock();
    sema.add(self);
    sema.unlock();
    boolean unlocked = false;
    try {
      locker.unlock();
      unlocked = true;
    } finally {
      if (!unlocked) {
        leaveUnwaited(self);
      }
    }
    return self;
  }

  /** C2 failed: a signal, unlike a broadcast, was meant for somebody who waits. */
  private void leaveUnwaited(Waiter self) {
    if (!remove(self) && Sema.wasHandedOff(self)) {
      signal();
    }
  }

  /** For tests: the queue. */
  Sema sema() {
    return sema;
  }

  private boolean remove(Waiter self) {
    sema.lock();
    boolean queued = sema.remove(self);
    sema.unlock();
    return queued;
  }
}
