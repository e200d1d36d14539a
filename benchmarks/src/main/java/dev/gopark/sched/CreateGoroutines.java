package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinGoroutines;
import dev.gopark.bench.Scenario;
import dev.gopark.sync.WaitGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code createGoroutines} and its kin: goroutines that do nothing but start, or be started by,
 * others. The rivals are the JDK's virtual threads without anything of ours, and coroutines.
 */
public final class CreateGoroutines {
  static final int COUNT = 10_000;

  private CreateGoroutines() {}

  /** What starts a goroutine. */
  private interface Starter {
    void start(Runnable task);
  }

  private static void goparkStart(Runnable task) {
    Go.go(task::run);
  }

  private static void virtualStart(Runnable task) {
    Thread.startVirtualThread(task);
  }

  /** One of a chain: starts the next, or says that the chain has ended. */
  private record Link(Starter starter, int left, CountDownLatch ended) implements Runnable {
    @Override
    public void run() {
      if (left > 1) {
        starter.start(new Link(starter, left - 1, ended));
      } else {
        ended.countDown();
      }
    }
  }

  private static void chains(Starter starter, int chains) throws InterruptedException {
    var ended = new CountDownLatch(chains);
    for (int i = 0; i < chains; i++) {
      starter.start(new Link(starter, COUNT / chains, ended));
    }
    ended.await();
  }

  /** One starts so many and waits for them, as often as it takes. */
  private static void batches(Starter starter, int batch) throws InterruptedException {
    var ended = new CountDownLatch(1);
    starter.start(() -> {
      try {
        for (int i = 0; i < COUNT / batch; i++) {
          var all = new CountDownLatch(batch);
          for (int j = 0; j < batch; j++) {
            starter.start(all::countDown);
          }
          all.await();
        }
        ended.countDown();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    ended.await();
  }

  /** One chain. */
  @Scenario(
      word = "createGoroutines",
      group = Group.SCHEDULER,
      operation = "a goroutine that the one before starts, in a chain; 10,000 in a body",
      go = "CreateGoroutines",
      catalogue = true,
      goroutines = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public static class Chain {
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws InterruptedException {
      chains(CreateGoroutines::goparkStart, 1);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void virtualThread() throws InterruptedException {
      chains(CreateGoroutines::virtualStart, 1);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinGoroutines.chains(1, COUNT);
    }
  }

  /** A chain a processor. */
  @Scenario(
      word = "createGoroutinesParallel",
      group = Group.SCHEDULER,
      operation = "a goroutine that the one before starts, in one of P chains; 10,000 in a body",
      go = "CreateGoroutinesParallel",
      catalogue = true,
      goroutines = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public static class Chains {
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws InterruptedException {
      chains(CreateGoroutines::goparkStart, Crew.procs());
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void virtualThread() throws InterruptedException {
      chains(CreateGoroutines::virtualStart, Crew.procs());
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinGoroutines.chains(Crew.procs(), COUNT);
    }
  }

  /** Fours, that see a variable of the one who starts them. */
  @Scenario(
      word = "createGoroutinesCapture",
      group = Group.SCHEDULER,
      operation =
          "four goroutines that one starts, with a variable that they see, and waits for; 2,500 in a body",
      go = "CreateGoroutinesCapture",
      catalogue = true,
      goroutines = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public static class Fours {
    private static final int SIZE = 4;
    static final int FOURS = COUNT / SIZE;

    @Benchmark
    @OperationsPerInvocation(FOURS)
    public void gopark() throws InterruptedException, ExecutionException {
      var crew = new Crew();
      crew.go(() -> {
        for (int i = 0; i < FOURS; i++) {
          var all = new WaitGroup();
          all.add(SIZE);
          for (int j = 0; j < SIZE; j++) {
            int mine = i + j;
            Go.go(() -> {
              check(mine);
              all.done();
            });
          }
          all.await();
        }
      });
      crew.await();
    }

    @Benchmark
    @OperationsPerInvocation(FOURS)
    public void virtualThread() throws InterruptedException, ExecutionException {
      var crew = new Crew();
      crew.go(() -> {
        for (int i = 0; i < FOURS; i++) {
          var all = new CountDownLatch(SIZE);
          for (int j = 0; j < SIZE; j++) {
            int mine = i + j;
            Thread.startVirtualThread(() -> {
              check(mine);
              all.countDown();
            });
          }
          all.await();
        }
      });
      crew.await();
    }

    @Benchmark
    @OperationsPerInvocation(FOURS)
    public void kotlinx() {
      KotlinGoroutines.fours(FOURS);
    }

    private static void check(int seen) {
      if (seen < 0) {
        throw new AssertionError();
      }
    }
  }

  /** All by one, so that other processors have nothing but what they steal. */
  @Scenario(
      word = "createGoroutinesSingle",
      group = Group.SCHEDULER,
      operation = "a goroutine of 10,000 that one starts, once all have ended",
      go = "CreateGoroutinesSingle",
      catalogue = true,
      goroutines = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public static class Single {
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws InterruptedException {
      batches(CreateGoroutines::goparkStart, COUNT);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void virtualThread() throws InterruptedException {
      batches(CreateGoroutines::virtualStart, COUNT);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinGoroutines.single(COUNT);
    }
  }

  /** A thousand at a time. */
  @Scenario(
      word = "spawn",
      group = Group.SCHEDULER,
      operation = "a goroutine of 1,000 that one starts, once all have ended; 10,000 in a body",
      go = "Spawn",
      goroutines = true,
      quick = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public static class Thousands {
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws InterruptedException {
      batches(CreateGoroutines::goparkStart, 1_000);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void virtualThread() throws InterruptedException {
      batches(CreateGoroutines::virtualStart, 1_000);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinGoroutines.thousands(COUNT);
    }
  }
}
