package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Goroutines that take turns, one more than there are waiters: each waits for its turn, hands it on
 * and wakes all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Conds.COUNT)
public abstract class Conds {
  static final int COUNT = 1_000;

  private final int goroutines;

  /** Guarded by the lock of the contender. */
  private int turn;

  Conds(int waiters) {
    goroutines = waiters + 1;
  }

  @Benchmark
  public void gopark() throws InterruptedException {
    var mutex = new Mutex();
    var changed = new Cond(mutex);
    play(me -> {
      mutex.lock();
      while (turn < COUNT && turn % goroutines != me) {
        changed.await();
      }
      boolean more = turn++ < COUNT;
      changed.broadcast();
      mutex.unlock();
      return more;
    });
  }

  @Benchmark
  @SuppressWarnings("LockNotBeforeTry") // the same shape as ours; nothing in between throws
  public void condition() throws InterruptedException {
    var lock = new ReentrantLock();
    var changed = lock.newCondition();
    play(me -> {
      lock.lock();
      while (turn < COUNT && turn % goroutines != me) {
        changed.await();
      }
      boolean more = turn++ < COUNT;
      changed.signalAll();
      lock.unlock();
      return more;
    });
  }

  private interface Turn {
    /** Waits for the turn and hands it on: whether there are more. */
    boolean take(int me) throws InterruptedException;
  }

  private void play(Turn body) throws InterruptedException {
    turn = 0;
    var ids = new AtomicInteger();
    Crowd.run(
        goroutines,
        () -> {
          int me = ids.getAndIncrement();
          boolean more = true;
          while (more) {
            more = body.take(me);
          }
        });
  }

  @Scenario(
      word = "cond1",
      group = Group.SYNC,
      operation = "a turn among 2 goroutines, which wakes 1",
      go = "Cond1",
      catalogue = true,
      goroutines = true)
  public static class Cond1 extends Conds {
    public Cond1() {
      super(1);
    }
  }

  @Scenario(
      word = "cond2",
      group = Group.SYNC,
      operation = "a turn among 3 goroutines, which wakes 2",
      go = "Cond2",
      catalogue = true,
      goroutines = true)
  public static class Cond2 extends Conds {
    public Cond2() {
      super(2);
    }
  }

  @Scenario(
      word = "cond4",
      group = Group.SYNC,
      operation = "a turn among 5 goroutines, which wakes 4",
      go = "Cond4",
      catalogue = true,
      goroutines = true)
  public static class Cond4 extends Conds {
    public Cond4() {
      super(4);
    }
  }

  @Scenario(
      word = "cond8",
      group = Group.SYNC,
      operation = "a turn among 9 goroutines, which wakes 8",
      go = "Cond8",
      catalogue = true,
      goroutines = true)
  public static class Cond8 extends Conds {
    public Cond8() {
      super(8);
    }
  }

  @Scenario(
      word = "cond16",
      group = Group.SYNC,
      operation = "a turn among 17 goroutines, which wakes 16",
      go = "Cond16",
      catalogue = true,
      goroutines = true)
  public static class Cond16 extends Conds {
    public Cond16() {
      super(16);
    }
  }

  @Scenario(
      word = "cond32",
      group = Group.SYNC,
      operation = "a turn among 33 goroutines, which wakes 32",
      go = "Cond32",
      catalogue = true,
      goroutines = true)
  public static class Cond32 extends Conds {
    public Cond32() {
      super(32);
    }
  }
}
