package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSync;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A permit taken and given back. */
public final class Semaphores {
  private static final int ALONE = 1_000;
  private static final int COUNT = 20_000;

  private Semaphores() {}

  @Scenario(
      word = "uncontendedSemaphore",
      group = Group.SYNC,
      operation = "an acquire and release of a semaphore of one's own",
      go = "UncontendedSemaphore",
      catalogue = true,
      parallel = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Uncontended {
    private final Semaphore semaphore = new Semaphore(1);
    private final java.util.concurrent.Semaphore jdk = new java.util.concurrent.Semaphore(1);

    @Benchmark
    public void gopark() throws InterruptedException {
      semaphore.acquire(1);
      semaphore.release(1);
    }

    @Benchmark
    public void jdkSemaphore() throws InterruptedException {
      jdk.acquire();
      jdk.release();
    }

    @Benchmark
    @OperationsPerInvocation(ALONE)
    public void kotlinx() {
      KotlinSync.semaphoreAlone(ALONE);
    }
  }

  @Scenario(
      word = "contendedSemaphore",
      group = Group.SYNC,
      operation = "an acquire and release of one permit that P goroutines want",
      go = "ContendedSemaphore",
      catalogue = true,
      goroutines = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(COUNT)
  public static class Contended {
    private final int each = COUNT / Crowd.PROCS;

    @Benchmark
    public void gopark() throws InterruptedException {
      var semaphore = new Semaphore(1);
      Crowd.run(
          Crowd.PROCS,
          () -> {
            for (int i = 0; i < each; i++) {
              semaphore.acquire(1);
              semaphore.release(1);
            }
          });
    }

    @Benchmark
    public void jdkSemaphore() throws InterruptedException {
      run(new java.util.concurrent.Semaphore(1));
    }

    @Benchmark
    public void jdkSemaphoreFair() throws InterruptedException {
      run(new java.util.concurrent.Semaphore(1, true));
    }

    @Benchmark
    public void kotlinx() {
      KotlinSync.semaphore(Crowd.PROCS, each);
    }

    private void run(java.util.concurrent.Semaphore semaphore) throws InterruptedException {
      Crowd.run(
          Crowd.PROCS,
          () -> {
            for (int i = 0; i < each; i++) {
              semaphore.acquire();
              semaphore.release();
            }
          });
    }
  }
}
