package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * {@code selectAsyncContended}: all threads move elements between two channels that they share. An
 * element is always there for each of them.
 */
@Scenario(
    word = "selectAsyncContended",
    group = Group.SELECT,
    operation =
        "a select that receives from the one that is ready of two channels of capacity P that all threads share, and a send to the other",
    go = "SelectAsyncContended",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SelectAsyncContended {
  private Movers.Shared shared;

  @Setup
  public void make(BenchmarkParams params) {
    shared = new Movers.Shared(params.getThreads());
  }

  /** What a thread has for itself. */
  @State(Scope.Thread)
  public static class Mine {
    private Movers movers;

    @Setup
    public void start(SelectAsyncContended scenario) throws InterruptedException {
      scenario.shared.start();
      movers = new Movers(scenario.shared);
    }
  }

  @Benchmark
  public void gopark(Mine mine) throws InterruptedException {
    mine.movers.gopark();
  }

  @Benchmark
  public void goparkOneShot(Mine mine) throws InterruptedException {
    mine.movers.goparkOneShot();
  }

  @Benchmark
  public void jox(Mine mine) throws InterruptedException {
    mine.movers.jox();
  }

  @Benchmark
  public void kotlinx(Mine mine) {
    mine.movers.kotlinx();
  }
}
