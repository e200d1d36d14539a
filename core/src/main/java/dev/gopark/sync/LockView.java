package dev.gopark.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A {@link Locker} as a {@link Lock}. */
abstract class LockView implements Lock {
  private final Locker locker;

  LockView(Locker locker) {
    this.locker = locker;
  }

  static Lock of(Mutex mutex) {
    return new LockView(mutex) {
      @Override
      public boolean tryLock() {
        return mutex.tryLock();
      }

      @Override
      boolean tryLock(Duration timeout) throws InterruptedException {
        return mutex.tryLock(timeout);
      }
    };
  }

  abstract boolean tryLock(Duration timeout) throws InterruptedException;

  @Override
  public void lock() {
    locker.lockUninterruptibly();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    requireNotInterrupted();
    locker.lock();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    requireNotInterrupted();
    return tryLock(Duration.ofNanos(unit.toNanos(time)));
  }

  @Override
  public void unlock() {
    locker.unlock();
  }

  @Override
  public Condition newCondition() {
    return new ConditionView(new Cond(locker));
  }

  @Override
  public String toString() {
    return "Lock view of " + locker;
  }

  /** Ours take what is free whatever the flag says; the contract of {@link Lock} wants this. */
  private void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before locking " + locker);
    }
  }
}
