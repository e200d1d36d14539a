package dev.gopark.sync;

import dev.gopark.Go;
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

/** Goroutines that all want one mutex; the nested classes say how many, and what else they do. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MutexCrowd.COUNT)
public abstract class MutexCrowd {
  static final int COUNT = 20_000;
  static final int FEW = 4_000;
  static final int WORK = 100;

  private final int count;
  private final int goroutines;

  MutexCrowd(int count, int perProc) {
    this.count = count;
    goroutines = perProc * Crowd.PROCS;
  }

  @Benchmark
  public void gopark() throws InterruptedException {
    run(new Mutex());
  }

  @Benchmark
  public void reentrantLock() throws InterruptedException {
    run(Lockers.of(new ReentrantLock()));
  }

  @Benchmark
  public void reentrantLockFair() throws InterruptedException {
    run(Lockers.of(new ReentrantLock(true)));
  }

  @Benchmark
  public void kotlinx() {
    kotlin(goroutines, count / goroutines);
  }

  private void run(Locker mutex) throws InterruptedException {
    int each = count / goroutines;
    Crowd.run(goroutines, () -> body(mutex, each));
  }

  abstract void body(Locker mutex, int count) throws InterruptedException;

  abstract void kotlin(int coroutines, int count);

  static void lockAndWork(Locker mutex, int count, int work) throws InterruptedException {
    long x = 1;
    for (int i = 0; i < count; i++) {
      mutex.lock();
      mutex.unlock();
      x = Crowd.work(work, x);
    }
    Crowd.keep(x);
  }

  @Scenario(
      word = "mutex",
      group = Group.SYNC,
      operation = "a lock and unlock of a mutex that P goroutines want",
      go = "Mutex",
      catalogue = true,
      goroutines = true,
      quick = true)
  public static class Contended extends MutexCrowd {
    public Contended() {
      super(COUNT, 1);
    }

    @Override
    void body(Locker mutex, int count) throws InterruptedException {
      lockAndWork(mutex, count, 0);
    }

    @Override
    void kotlin(int coroutines, int count) {
      KotlinSync.mutex(coroutines, count, 0);
    }
  }

  @Scenario(
      word = "mutexSlack",
      group = Group.SYNC,
      operation = "a lock and unlock of a mutex that 10 P goroutines want",
      go = "MutexSlack",
      catalogue = true,
      goroutines = true)
  public static class Slack extends MutexCrowd {
    public Slack() {
      super(COUNT, 10);
    }

    @Override
    void body(Locker mutex, int count) throws InterruptedException {
      lockAndWork(mutex, count, 0);
    }

    @Override
    void kotlin(int coroutines, int count) {
      KotlinSync.mutex(coroutines, count, 0);
    }
  }

  @Scenario(
      word = "mutexWork",
      group = Group.SYNC,
      operation = "a lock and unlock by one of P goroutines, and 100 units of work outside",
      go = "MutexWork",
      catalogue = true,
      goroutines = true)
  public static class Work extends MutexCrowd {
    public Work() {
      super(COUNT, 1);
    }

    @Override
    void body(Locker mutex, int count) throws InterruptedException {
      lockAndWork(mutex, count, WORK);
    }

    @Override
    void kotlin(int coroutines, int count) {
      KotlinSync.mutex(coroutines, count, WORK);
    }
  }

  @Scenario(
      word = "mutexWorkSlack",
      group = Group.SYNC,
      operation = "a lock and unlock by one of 10 P goroutines, and 100 units of work outside",
      go = "MutexWorkSlack",
      catalogue = true,
      goroutines = true)
  public static class WorkSlack extends MutexCrowd {
    public WorkSlack() {
      super(COUNT, 10);
    }

    @Override
    void body(Locker mutex, int count) throws InterruptedException {
      lockAndWork(mutex, count, WORK);
    }

    @Override
    void kotlin(int coroutines, int count) {
      KotlinSync.mutex(coroutines, count, WORK);
    }
  }

  /** To spin would keep a processor from somebody who has work. */
  @Scenario(
      word = "mutexNoSpin",
      group = Group.SYNC,
      operation =
          "a turn of one of 4 P goroutines: each fourth locks, others touch 32 KiB and yield",
      go = "MutexNoSpin",
      catalogue = true,
      goroutines = true)
  @OperationsPerInvocation(FEW)
  public static class NoSpin extends MutexCrowd {
    public NoSpin() {
      super(FEW, 4);
    }

    @Override
    void body(Locker mutex, int count) throws InterruptedException {
      var data = new int[8 * 1024];
      for (int i = 0; i < count; i++) {
        if (i % 4 == 0) {
          mutex.lock();
          mutex.unlock();
        } else {
          Crowd.touch(data);
          Go.gosched();
        }
      }
    }

    @Override
    void kotlin(int coroutines, int count) {
      KotlinSync.mutexNoSpin(coroutines, count);
    }
  }

  /** To spin is right: the holder is about to unlock, and nobody else has work. */
  @Scenario(
      word = "mutexSpin",
      group = Group.SYNC,
      operation = "a lock and unlock by one of P goroutines that then touches 128 KiB",
      go = "MutexSpin",
      catalogue = true,
      goroutines = true)
  @OperationsPerInvocation(FEW)
  public static class Spin extends MutexCrowd {
    public Spin() {
      super(FEW, 1);
    }

    @Override
    void body(Locker mutex, int count) throws InterruptedException {
      var data = new int[32 * 1024];
      for (int i = 0; i < count; i++) {
        mutex.lock();
        data[0]++;
        mutex.unlock();
        Crowd.touch(data);
      }
    }

    @Override
    void kotlin(int coroutines, int count) {
      KotlinSync.mutexSpin(coroutines, count);
    }
  }
}
