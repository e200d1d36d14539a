package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSync;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Each thread has a lock of its own. */
@Scenario(
    word = "mutexUncontended",
    group = Group.SYNC,
    operation = "a lock and unlock of a mutex that nobody else wants",
    go = "MutexUncontended",
    catalogue = true,
    parallel = true)
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("LockNotBeforeTry") // nothing in between throws, and the bare pair is measured
public class MutexUncontended {
  private static final int COUNT = 1_000;

  private final Mutex mutex = new Mutex();
  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final Object monitor = new Object();

  @Benchmark
  public void gopark() throws InterruptedException {
    mutex.lock();
    mutex.unlock();
  }

  @Benchmark
  public void goparkHeld() throws InterruptedException {
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
  public void monitor() {
    synchronized (monitor) {
      assert monitor != null;
    }
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void kotlinx() {
    KotlinSync.mutexAlone(COUNT);
  }
}
