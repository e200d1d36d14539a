package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code chanClosed}: all threads receive, without waiting, from one channel that is closed. */
@Scenario(
    word = "chanClosed",
    group = Group.CHANNEL,
    operation = "a receive that does not wait, from a closed channel that all threads share",
    go = "ChanClosed",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ChanClosed {
  private final Channel<Integer> channel = Channel.make();
  private final com.softwaremill.jox.Channel<Integer> jox =
      com.softwaremill.jox.Channel.newRendezvousChannel();
  private final KotlinChannel kotlin = new KotlinChannel(0);

  @Setup
  public void close() {
    channel.close();
    jox.done();
    kotlin.close();
  }

  @Benchmark
  public Object gopark() {
    return channel.tryReceive();
  }

  @Benchmark
  public Object jox() throws InterruptedException {
    return jox.receiveOrClosed();
  }

  @Benchmark
  public Object kotlinx() {
    return kotlin.tryReceive();
  }
}
