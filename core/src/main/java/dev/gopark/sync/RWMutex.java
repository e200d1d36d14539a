package dev.gopark.sync;

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
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is held by any number of readers or by one writer: Go's {@code sync.RWMutex}.
 *
 * <p>Not reentrant, not owned, and neither upgraded nor downgraded. In particular a reader must not
 * read-lock again: a writer that comes in between waits for the first read lock and keeps the
 * second one waiting.
 *
 * {@snippet lang = java :
 * try (var held = lock.rLocker().held()) {
 *   return table.get(key);
 * }
 * }
 *
 * <p><b>Fairness.</b> A writer that waits keeps new readers out; those that were in finish first.
 * When a writer unlocks, or gives up waiting, all readers that wait at that moment are let in
 * together, before any other writer. Among themselves writers are as fair as a {@link Mutex}.
 *
 * <p>A wait that is interrupted or times out has no effect. A lock that is free for the asking is
 * taken even if the interrupt flag is up.
 *
 * <p><b>Memory consistency effects:</b> an {@code unlock} happens-before the return of every later
 * {@code lock} and {@code rLock}; an {@code rUnlock} happens-before the return of every later
 * {@code lock}.
 */
public final class RWMutex implements Locker {
  /*
   * One word: the number of readers times four, and two bits.
   *
   *   WRITER  a writer holds it, or has announced itself and waits for the readers to leave
   *   HELD    a writer holds it
   *
   * Writers first take a mutex, so there is never more than one of them here. The sema's queue is the
   * readers'; the one waiting writer is a field beside it.
   *
   * Invariants
   *   1. Readers enter only while WRITER is down. So, once it is up, their number only falls.
   *   2. WRITER goes down, and HELD goes up other than by the CAS of W2, only under the sema's lock.
   *   3. HELD implies WRITER and no readers.
   *
   * Protocol
   *   Read                                           Write
   *   R1 CAS readers + 1 while WRITER is down; done  W1 take the mutex
   *   R2 sema lock; WRITER down: unlock, back to R1  W2 CAS 0 -> WRITER, HELD; done
   *   R3 join the queue; unlock; await               W3 sema lock; CAS WRITER up, HELD too if there are no
   *   R4 woken: let in, and counted already             readers: unlock, done
   *   R5 interrupted or late: sema lock, leave       W4 be the waiting writer; unlock; await
   *   Read unlock                                    W5 woken: HELD is up; done
   *   U1 CAS readers - 1; result not just WRITER:    W6 interrupted or late: sema lock; be no longer the
   *      done                                           waiting writer; V3; mutex unlock
   *   U2 sema lock; the word still just WRITER and   Write unlock
   *      the waiting writer can be claimed: HELD up  V1 note the number of writes
   *   U3 unlock; wake the writer                     V2 sema lock; HELD down, or another number: misuse
   *                                                  V3 claim all readers; the word := that many readers;
   *                                                     one more write; sema unlock; wake them
   *                                                  V4 mutex unlock
   * U2 looks again because the writer may have given up since U1, let readers in, and another one may have
   * announced itself, who has to wait for those. V3 counts the readers in before WRITER goes down, so no
   * writer can slip in before them.
   *
   * Misuse. Of two unlocks of one hold the second finds HELD down at V2, and does not touch the writers' mutex,
   * which is the first one's until V4. If another writer has come in since V1 it finds the number of writes
   * moved on: an unlock that was meant for that writer would have begun later.
   *
   * Memory ordering: every access to the word is volatile or a CAS. writes is written under the sema's lock; whoever
   * unlocks what it, or somebody who told it to, has locked, sees the number as of that lock, so opaque will do.
   *
   * Rejected: Go's count of readers made negative by a writer, which lets readers count themselves in before
   * they wait: a reader that gives up would have to be told apart from one that was let in. Striped reader
   * counts: faster for crowds of readers, but an unlock too many could not be told from the unlock of what
   * another thread locked, see docs/adr/0004.
   *
   * Tests: RWMutexTest, MutexMisuseTest, RacedMisuseTest; RWMutexLincheckTest; the jcstress class WriterGivesUp.
   * References: Go, sync/rwmutex.go.
   */
  private static final long WRITER = 1;
  private static final long HELD = 2;
  private static final long READER = 4;

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, RWMutex.class, long.class);
  private static final VarHandle WRITES =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "writes", VarHandle.class, RWMutex.class, int.class);

  private volatile long state;
  private final Mutex writers = new Mutex();
  private final Sema sema = new Sema();

  /** The writer that waits for the readers to leave. Guarded by the sema's lock. */
  private @Nullable Waiter writer;

  /** How many writes have ended: see Misuse. Guarded by the sema's lock for writing. */
  @SuppressWarnings("UnusedVariable") // accessed through WRITES
  private volatile int writes;

  /** Makes one that is free. */
  public RWMutex() {}

  // Write

  /**
   * Takes the lock for writing, waiting as long as it takes. If it throws, the caller does not hold
   * it.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  @Override
  public void lock() throws InterruptedException {
    lock(Sema.NO_DEADLINE);
  }

  /**
   * Takes the lock for writing if it is free.
   *
   * @return whether the caller now holds it
   */
  public boolean tryLock() {
    if (state != 0 || !writers.tryLock()) {
      return false;
    }
    if (casState(0, WRITER | HELD)) {
      return true;
    }
    writers.unlock();
    return false;
  }

  /**
   * Takes the lock for writing, waiting for it at most as long as given.
   *
   * @param timeout how long to wait; zero or less does not wait
   * @return whether the caller now holds it
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public boolean tryLock(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return tryLock() || (Deadline.nanos(timeout) > 0 && lock(Sema.deadline(timeout)));
  }

  /**
   * Gives the lock back after writing. Any thread may do so.
   *
   * <p>An unlock too many throws, also when it runs at the same time as the right one. Only if
   * another writer has the lock by the time this is called it is that one's which is given back: a
   * lock without an owner cannot tell.
   *
   * @throws IllegalStateException if it is not locked for writing; nothing has changed then
   */
  @Override
  public void unlock() {
    if (!endWrite(writesOpaque())) {
      throw new IllegalStateException(
          "unlock of unlocked RWMutex: " + this + "; each unlock needs a lock before it");
    }
  }

  private boolean lock(long deadline) throws InterruptedException {
    // Go's words: behind another writer one waits for a mutex, behind readers for the RWMutex.
    if (!writers.lock(deadline, WaitReason.SYNC_MUTEX_LOCK, this)) {
      return false;
    }
    boolean locked = false;
    try {
      locked = casState(0, WRITER | HELD) || awaitReaders(deadline);
    } finally {
      if (!locked) {
        writers.unlock();
      }
    }
    return locked;
  }

  @Override
  public void lockUninterruptibly() {
    writers.lockUninterruptibly(WaitReason.SYNC_MUTEX_LOCK, this);
    if (casState(0, WRITER | HELD)) {
      return;
    }
    Writer self;
    try {
      self = new Writer(this);
    } catch (Throwable thrown) {
      // No memory to wait with. Clean-up must not fail for that.
      while (!casState(0, WRITER | HELD)) {
        Parked.pause();
      }
      return;
    }
    if (!announce(self)) {
      self.awaitUninterruptibly();
    }
  }

  /** The writer that waits for the readers to leave. */
  private static final class Writer extends Parked {
    private final RWMutex mutex;
    private @Nullable WaitNode readers;

    Writer(RWMutex mutex) {
      super(mutex.sema, WaitReason.SYNC_RWMUTEX_LOCK, mutex, "locking");
      this.mutex = mutex;
    }

    /** W6: ends the announcement. */
    @Override
    void leftLocked() {
      readers = mutex.admitReadersLocked(WRITER);
    }

    @Override
    void left() {
      WaitQueue.wakeAll(readers);
    }
  }

  /** W3 to W6, but for the mutex. */
  private boolean awaitReaders(long deadline) throws InterruptedException {
    var self = new Writer(this);
    return announce(self) || self.park(deadline);
  }

  /** W3 and W4: true if there are no readers to wait for. */
  private boolean announce(Waiter self) {
    sema.lock();
    try {
      long state;
      long next;
      do {
        state = this.state;
        next = state < READER ? WRITER | HELD : state | WRITER;
      } while (!casState(state, next));
      if ((next & HELD) != 0) {
        return true;
      }
      writer = self;
      return false;
    } finally {
      sema.unlock();
    }
  }

  /** V2 to V4: false if it is not this write that is held. */
  private boolean endWrite(int writes) {
    WaitNode readers;
    sema.lock();
    try {
      if ((state & HELD) == 0 || writesOpaque() != writes) {
        return false;
      }
      WRITES.setOpaque(this, writes + 1);
      readers = admitReadersLocked(WRITER | HELD);
    } finally {
      sema.unlock();
    }
    try {
      WaitQueue.wakeAll(readers);
    } finally {
      writers.unlock();
    }
    return true;
  }

  /** V3: takes the bits of a writer down, and lets in who reads. */
  private @Nullable WaitNode admitReadersLocked(long bits) {
    writer = null;
    WaitNode readers = sema.claimAll();
    STATE.getAndAdd(this, WaitQueue.count(readers) * READER - bits);
    return readers;
  }

  // Read

  /**
   * Takes the lock for reading, waiting as long as it takes. If it throws, the caller does not hold
   * it.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public void rLock() throws InterruptedException {
    if (!tryRLock()) {
      rLockSlow(Sema.NO_DEADLINE);
    }
  }

  /**
   * Takes the lock for reading unless a writer holds it or waits for it.
   *
   * @return whether the caller now holds it
   */
  public boolean tryRLock() {
    long state;
    while (((state = this.state) & WRITER) == 0) {
      if (casState(state, state + READER)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes the lock for reading, waiting for it at most as long as given.
   *
   * @param timeout how long to wait; zero or less does not wait
   * @return whether the caller now holds it
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public boolean tryRLock(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return tryRLock() || (Deadline.nanos(timeout) > 0 && rLockSlow(Sema.deadline(timeout)));
  }

  /**
   * Gives the lock back after reading. Any thread may do so. Readers are counted, not known: an
   * unlock too many while others read is taken for one of theirs.
   *
   * @throws IllegalStateException if it is not locked for reading; nothing has changed then
   */
  public void rUnlock() {
    long state;
    do {
      state = this.state;
      if (state < READER) {
        throw new IllegalStateException(
            "rUnlock of unlocked RWMutex: " + this + "; each rUnlock needs an rLock before it");
      }
    } while (!casState(state, state - READER));
    if (state - READER == WRITER) {
      admitWriter();
    }
  }

  /**
   * The read side of this lock, for whoever wants a {@link Locker}.
   *
   * @return a view whose {@code lock} and {@code unlock} are {@link #rLock} and {@link #rUnlock}
   */
  public Locker rLocker() {
    return new ReadLocker(this);
  }

  /**
   * Takes the lock for reading, waiting as long as it takes, also if the thread is interrupted:
   * then the interrupt flag is up when this returns. For clean-up.
   */
  public void rLockUninterruptibly() {
    if (tryRLock()) {
      return;
    }
    Parked self;
    try {
      self = newReader();
    } catch (Throwable thrown) {
      // No memory to wait with. Clean-up must not fail for that.
      while (!tryRLock()) {
        Parked.pause();
      }
      return;
    }
    if (enqueueOrLock(self)) {
      self.awaitUninterruptibly();
    }
  }

  private boolean rLockSlow(long deadline) throws InterruptedException {
    Parked self = newReader();
    return !enqueueOrLock(self) || self.park(deadline);
  }

  private Parked newReader() {
    return new Parked(sema, WaitReason.SYNC_RWMUTEX_RLOCK, this, "read-locking");
  }

  /** R1 to R3: whether it is queued; if not it has the lock. */
  private boolean enqueueOrLock(Waiter self) {
    do {
      sema.lock();
      boolean isWriter = (state & WRITER) != 0;
      if (isWriter) {
        sema.add(self);
      }
      sema.unlock();
      if (isWriter) {
        return true;
      }
    } while (!tryRLock());
    return false;
  }

  /** U2 and U3. */
  private void admitWriter() {
    Waiter writer;
    sema.lock();
    try {
      writer = this.writer;
      if (writer == null || state != WRITER || !writer.claim(writer)) {
        return;
      }
      this.writer = null;
      state = WRITER | HELD;
    } finally {
      sema.unlock();
    }
    writer.wake();
  }

  /**
   * How many hold it for reading. For monitoring: the answer may be old at once.
   *
   * @return an instantaneous value
   */
  public int readers() {
    return Math.toIntExact(state / READER);
  }

  /**
   * Whether somebody holds it for writing. For monitoring.
   *
   * @return an instantaneous value
   */
  public boolean isLocked() {
    return (state & HELD) != 0;
  }

  /**
   * How many threads wait for it to read. For monitoring.
   *
   * @return an instantaneous value
   */
  public int waitingReaders() {
    return sema.size();
  }

  /**
   * How many threads wait for it to write, the one that waits for readers to leave included. For
   * monitoring.
   *
   * @return an instantaneous value
   */
  public int waitingWriters() {
    return writers.waiting() + ((state & (WRITER | HELD)) == WRITER ? 1 : 0);
  }

  /**
   * This lock for code that takes a {@link ReadWriteLock}. Both sides behave as {@link
   * Mutex#asLock}; the read side has no conditions. Neither side is reentrant, and there is no
   * downgrading.
   *
   * @return a view, which may be used beside this lock and beside other views
   */
  public ReadWriteLock asReadWriteLock() {
    return new ReadWriteView(this);
  }

  /** Who holds it, and how many wait. */
  @Override
  public String toString() {
    long state = this.state;
    String holder;
    if ((state & HELD) != 0) {
      holder = "locked";
    } else if (state < READER) {
      holder = "free";
    } else {
      holder = state / READER + " reading" + ((state & WRITER) == 0 ? "" : ", a writer next");
    }
    return "RWMutex@%x[%s, %d readers and %d writers waiting]"
        .formatted(System.identityHashCode(this), holder, waitingReaders(), waitingWriters());
  }

  /** For tests: the lock of the readers' queue. */
  Sema sema() {
    return sema;
  }

  private int writesOpaque() {
    return (int) WRITES.getOpaque(this);
  }

  private boolean casState(long expected, long value) {
    return STATE.compareAndSet(this, expected, value);
  }
}
