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

/** {@code selectUncontended}: each thread moves an element between two channels of its own. */
@Scenario(
    word = "selectUncontended",
    group = Group.SELECT,
    operation =
        "a select that receives from the one of two channels that is ready, and a send to the other",
    go = "SelectUncontended",
    catalogue = true,
    parallel = true,
    quick = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class SelectUncontended {
  private final Movers.Shared shared = new Movers.Shared(1);
  private final Movers movers = new Movers(shared);

  @Setup
  public void start() throws InterruptedException {
    shared.start();
  }

  @Benchmark
  public void gopark() throws InterruptedException {
    movers.gopark();
  }

  @Benchmark
  public void goparkOneShot() throws InterruptedException {
    movers.goparkOneShot();
  }

  @Benchmark
  public void jox() throws InterruptedException {
    movers.jox();
  }

  @Benchmark
  public void kotlinx() {
    movers.kotlinx();
  }
}
