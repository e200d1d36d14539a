package dev.gopark.sync;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A pair of lock and unlock, on one thread ({@code -t 1}) or contended ({@code -t 2}, the time of a
 * pair as each thread sees it).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("LockNotBeforeTry") // nothing in between throws, and the bare pair is measured
public class Locks {
  private final Mutex mutex = new Mutex();
  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final RWMutex rwMutex = new RWMutex();
  private final ReentrantReadWriteLock readWriteLock = new ReentrantReadWriteLock();
  private final dev.gopark.sync.Semaphore semaphore = new dev.gopark.sync.Semaphore(1);
  private final Semaphore jdkSemaphore = new Semaphore(1);

  @Benchmark
  public void mutex() throws InterruptedException {
    mutex.lock();
    mutex.unlock();
  }

  @Benchmark
  public void mutexHeld() throws InterruptedException {
    try (Held held = mutex.held()) {
      assert held != null;
    }
  }

  @Benchmark
  public void reentrantLock() {
    reentrantLock.lock();
    reentrantLock.unlock();
  }

  @Benchmark
  public void rwMutexRead() throws InterruptedException {
    rwMutex.rLock();
    rwMutex.rUnlock();
  }

  @Benchmark
  public void rwMutexWrite() throws InterruptedException {
    rwMutex.lock();
    rwMutex.unlock();
  }

  @Benchmark
  public void readWriteLockRead() {
    readWriteLock.readLock().lock();
    readWriteLock.readLock().unlock();
  }

  @Benchmark
  public void readWriteLockWrite() {
    readWriteLock.writeLock().lock();
    readWriteLock.writeLock().unlock();
  }

  @Benchmark
  public void semaphore() throws InterruptedException {
    semaphore.acquire(1);
    semaphore.release(1);
  }

  @Benchmark
  public void jdkSemaphore() throws InterruptedException {
    jdkSemaphore.acquire();
    jdkSemaphore.release();
  }
}
