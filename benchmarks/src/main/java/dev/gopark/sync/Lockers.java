package dev.gopark.sync;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;

/** The JDK's locks as ours. Each contender has a JVM of its own, so a call has one target. */
final class Lockers {
  private Lockers() {}

  static Locker of(Lock lock) {
    return new OfLock(lock);
  }

  private record OfLock(Lock it) implements Locker {
    @Override
    public void lock() {
      it.lock();
    }

    @Override
    public void unlock() {
      it.unlock();
    }
  }

  /** What readers and writers of something do. */
  interface ReadWrite {
    void read() throws InterruptedException;

    void readEnd();

    void write() throws InterruptedException;

    void writeEnd();
  }

  record Ours(RWMutex lock) implements ReadWrite {
    @Override
    public void read() throws InterruptedException {
      lock.rLock();
    }

    @Override
    public void readEnd() {
      lock.rUnlock();
    }

    @Override
    public void write() throws InterruptedException {
      lock.lock();
    }

    @Override
    public void writeEnd() {
      lock.unlock();
    }
  }

  record Pair(Lock reads, Lock writes) implements ReadWrite {
    @Override
    public void read() {
      reads.lock();
    }

    @Override
    public void readEnd() {
      reads.unlock();
    }

    @Override
    public void write() {
      writes.lock();
    }

    @Override
    public void writeEnd() {
      writes.unlock();
    }
  }

  /** Pessimistic reads, since ours are. */
  static ReadWrite of(StampedLock lock) {
    return new Pair(lock.asReadLock(), lock.asWriteLock());
  }
}
