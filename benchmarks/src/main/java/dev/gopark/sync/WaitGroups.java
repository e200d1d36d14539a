package dev.gopark.sync;

import dev.gopark.Go;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSync;
import dev.gopark.bench.Scenario;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting tasks, and waiting for them. */
public final class WaitGroups {
  private static final int COUNT = 1_000;

  private WaitGroups() {}

  @Scenario(
      word = "waitGroupUncontended",
      group = Group.SYNC,
      operation = "an add, a done and an await that need not wait, on a group of one's own",
      go = "WaitGroupUncontended",
      catalogue = true,
      parallel = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Uncontended {
    private final WaitGroup group = new WaitGroup();
    private final Phaser phaser = new Phaser(1);

    @Benchmark
    public void gopark() throws InterruptedException {
      group.add(1);
      group.done();
      group.await();
    }

    @Benchmark
    public int phaser() {
      phaser.register();
      phaser.arriveAndDeregister();
      return phaser.arriveAndAwaitAdvance();
    }
  }

  /** All threads count in one group, which never gets to zero. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public abstract static class Counting {
    private final int work;
    private long seed = 1; // a constant would be computed by the compiler
    private final WaitGroup group = new WaitGroup();
    private final Phaser phaser = new Phaser(1);

    Counting(int work) {
      this.work = work;
      group.add(1);
    }

    @Benchmark
    public long gopark() {
      group.add(1);
      group.done();
      return Crowd.work(work, seed);
    }

    @Benchmark
    public long phaser() {
      phaser.register();
      phaser.arriveAndDeregister();
      return Crowd.work(work, seed);
    }
  }

  @Scenario(
      word = "waitGroupAddDone",
      group = Group.SYNC,
      operation = "an add and a done on one group of all threads",
      go = "WaitGroupAddDone",
      catalogue = true,
      parallel = true)
  public static class AddDone extends Counting {
    public AddDone() {
      super(0);
    }
  }

  @Scenario(
      word = "waitGroupAddDoneWork",
      group = Group.SYNC,
      operation = "an add and a done on one group of all threads, and 100 units of work",
      go = "WaitGroupAddDoneWork",
      catalogue = true,
      parallel = true)
  public static class AddDoneWork extends Counting {
    public AddDoneWork() {
      super(100);
    }
  }

  /** Nobody has to wait. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public abstract static class Waiting {
    private final int work;
    private long seed = 1; // a constant would be computed by the compiler
    private final WaitGroup group = new WaitGroup();
    private final CountDownLatch latch = new CountDownLatch(0);

    Waiting(int work) {
      this.work = work;
    }

    @Benchmark
    public long gopark() throws InterruptedException {
      group.await();
      return Crowd.work(work, seed);
    }

    @Benchmark
    public long countDownLatch() throws InterruptedException {
      latch.await();
      return Crowd.work(work, seed);
    }
  }

  @Scenario(
      word = "waitGroupWait",
      group = Group.SYNC,
      operation = "an await of a counter that is zero",
      go = "WaitGroupWait",
      catalogue = true,
      parallel = true)
  public static class Wait extends Waiting {
    public Wait() {
      super(0);
    }
  }

  @Scenario(
      word = "waitGroupWaitWork",
      group = Group.SYNC,
      operation = "an await of a counter that is zero, and 100 units of work",
      go = "WaitGroupWaitWork",
      catalogue = true,
      parallel = true)
  public static class WaitWork extends Waiting {
    public WaitWork() {
      super(100);
    }
  }

  @Scenario(
      word = "waitGroupActuallyWait",
      group = Group.SYNC,
      operation = "a goroutine started and waited for",
      go = "WaitGroupActuallyWait",
      catalogue = true,
      goroutines = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(COUNT)
  public static class ActuallyWait {
    private final int each = COUNT / Crowd.PROCS;

    @Benchmark
    public void gopark() throws InterruptedException {
      Crowd.run(
          Crowd.PROCS,
          () -> {
            for (int i = 0; i < each; i++) {
              var group = new WaitGroup();
              group.add(1);
              Go.go(group::done);
              group.await();
            }
          });
    }

    @Benchmark
    public void countDownLatch() throws InterruptedException {
      Crowd.run(
          Crowd.PROCS,
          () -> {
            for (int i = 0; i < each; i++) {
              var latch = new CountDownLatch(1);
              Go.go(latch::countDown);
              latch.await();
            }
          });
    }

    @Benchmark
    public void kotlinx() {
      KotlinSync.launchAndJoin(Crowd.PROCS, each);
    }
  }
}
