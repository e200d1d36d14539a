package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.sync.Lockers.ReadWrite;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Readers and writers. */
public final class RWMutexScenarios {
  private static final int COUNT = 20_000;

  private RWMutexScenarios() {}

  private static ReadWrite jdk() {
    var lock = new ReentrantReadWriteLock();
    return new Lockers.Pair(lock.readLock(), lock.writeLock());
  }

  @Scenario(
      word = "rwMutexUncontended",
      group = Group.SYNC,
      operation =
          "a read lock and its unlock, then a write lock and its unlock, of a lock of one's own",
      go = "RWMutexUncontended",
      catalogue = true,
      parallel = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Uncontended {
    private final ReadWrite ours = new Lockers.Ours(new RWMutex());
    private final ReadWrite reentrant = jdk();
    private final ReadWrite stamped = Lockers.of(new StampedLock());
    private final ReadWrite striped = new StripedReaders();

    @Benchmark
    public void gopark() throws InterruptedException {
      run(ours);
    }

    @Benchmark
    public void reentrantReadWriteLock() throws InterruptedException {
      run(reentrant);
    }

    @Benchmark
    public void stampedLock() throws InterruptedException {
      run(stamped);
    }

    @Benchmark
    public void stripedReaders() throws InterruptedException {
      run(striped);
    }

    private static void run(ReadWrite lock) throws InterruptedException {
      lock.read();
      lock.readEnd();
      lock.write();
      lock.writeEnd();
    }
  }

  /** P goroutines; one operation in so many writes, and each works while it holds the lock. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(COUNT)
  public abstract static class Mixed {
    private final int writeEvery;
    private final int work;

    Mixed(int writeEvery, int work) {
      this.writeEvery = writeEvery;
      this.work = work;
    }

    @Benchmark
    public void gopark() throws InterruptedException {
      run(new Lockers.Ours(new RWMutex()));
    }

    @Benchmark
    public void reentrantReadWriteLock() throws InterruptedException {
      run(jdk());
    }

    @Benchmark
    public void stampedLock() throws InterruptedException {
      run(Lockers.of(new StampedLock()));
    }

    @Benchmark
    public void stripedReaders() throws InterruptedException {
      run(new StripedReaders());
    }

    private void run(ReadWrite lock) throws InterruptedException {
      int count = COUNT / Crowd.PROCS;
      Crowd.run(
          Crowd.PROCS,
          () -> {
            long x = 1;
            for (int i = 1; i <= count; i++) {
              if (i % writeEvery == 0) {
                lock.write();
                x = Crowd.work(work, x);
                lock.writeEnd();
              } else {
                lock.read();
                x = Crowd.work(work, x);
                lock.readEnd();
              }
            }
            Crowd.keep(x);
          });
    }
  }

  @Scenario(
      word = "rwMutexWrite100",
      group = Group.SYNC,
      operation = "a lock and unlock by one of P goroutines, each 100th for writing",
      go = "RWMutexWrite100",
      catalogue = true,
      goroutines = true)
  public static class Write100 extends Mixed {
    public Write100() {
      super(100, 0);
    }
  }

  @Scenario(
      word = "rwMutexWrite10",
      group = Group.SYNC,
      operation = "a lock and unlock by one of P goroutines, each 10th for writing",
      go = "RWMutexWrite10",
      catalogue = true,
      goroutines = true)
  public static class Write10 extends Mixed {
    public Write10() {
      super(10, 0);
    }
  }

  @Scenario(
      word = "rwMutexWorkWrite100",
      group = Group.SYNC,
      operation = "the same, each 100th for writing, with 100 units of work inside",
      go = "RWMutexWorkWrite100",
      catalogue = true,
      goroutines = true)
  public static class WorkWrite100 extends Mixed {
    public WorkWrite100() {
      super(100, 100);
    }
  }

  @Scenario(
      word = "rwMutexWorkWrite10",
      group = Group.SYNC,
      operation = "the same, each 10th for writing, with 100 units of work inside",
      go = "RWMutexWorkWrite10",
      catalogue = true,
      goroutines = true)
  public static class WorkWrite10 extends Mixed {
    public WorkWrite10() {
      super(10, 100);
    }
  }
}
