package dev.gopark.sync;

/** The read side of an {@link RWMutex}. */
record ReadLocker(RWMutex mutex) implements Locker {
  @Override
  public void lock() throws InterruptedException {
    mutex.rLock();
  }

  @Override
  public void lockUninterruptibly() {
    mutex.rLockUninterruptibly();
  }

  @Override
  public void unlock() {
    mutex.rUnlock();
  }
}
