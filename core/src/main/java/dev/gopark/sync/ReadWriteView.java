package dev.gopark.sync;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** An {@link RWMutex} as a {@link ReadWriteLock}. */
final class ReadWriteView implements ReadWriteLock {
  private final RWMutex mutex;

  ReadWriteView(RWMutex mutex) {
    this.mutex = mutex;
  }

  @Override
  public Lock readLock() {
    return new LockView(mutex.rLocker()) {
      @Override
      public boolean tryLock() {
        return mutex.tryRLock();
      }

      @Override
      boolean tryLock(Duration timeout) throws InterruptedException {
        return mutex.tryRLock(timeout);
      }

      @Override
      public Condition newCondition() {
        throw new UnsupportedOperationException(
            "a condition of the read side of " + mutex + ": use one of the write side");
      }
    };
  }

  @Override
  public Lock writeLock() {
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

  @Override
  public String toString() {
    return "ReadWriteLock view of " + mutex;
  }
}
