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
import org.openjdk.jmh.infra.Blackhole;

/**
 * {@code chanContended}: all threads send a hundred elements to one channel and receive as many.
 * There is room for all of them, so nobody waits for anything but the channel's lock.
 */
@Scenario(
    word = "chanContended",
    group = Group.CHANNEL,
    operation = "100 sends to a channel of capacity 100·P that all threads share, and 100 receives",
    go = "ChanContended",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ChanContended {
  private Hundred hundred;

  @Setup
  public void make(BenchmarkParams params) {
    hundred = new Hundred(Hundred.COUNT * params.getThreads());
  }

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
