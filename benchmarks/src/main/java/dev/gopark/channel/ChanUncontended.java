package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** {@code chanUncontended}: each thread fills a channel of its own and empties it. */
@Scenario(
    word = "chanUncontended",
    group = Group.CHANNEL,
    operation =
        "100 sends to a channel of capacity 100 that no other thread uses, and 100 receives",
    go = "ChanUncontended",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ChanUncontended {
  private final Hundred hundred = new Hundred(Hundred.COUNT);

  @Benchmark
  public void gopark(Blackhole results) throws InterruptedException {
    hundred.gopark(results);
  }

  @Benchmark
  public void arrayBlockingQueue(Blackhole results) throws InterruptedException {
    hundred.arrayBlockingQueue(results);
  }

  @Benchmark
  public void linkedTransferQueue(Blackhole results) throws InterruptedException {
    hundred.linkedTransferQueue(results);
  }

  @Benchmark
  public void mpmcArrayQueue(Blackhole results) {
    hundred.mpmcArrayQueue(results);
  }

  @Benchmark
  public void jox(Blackhole results) throws InterruptedException {
    hundred.jox(results);
  }

  @Benchmark
  public void kotlinx() {
    hundred.kotlinx();
  }
}
