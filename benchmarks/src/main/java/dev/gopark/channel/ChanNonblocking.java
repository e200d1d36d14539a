package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** {@code chanNonblocking}: all threads try to receive from one channel, to which nobody sends. */
@Scenario(
    word = "chanNonblocking",
    group = Group.CHANNEL,
    operation = "a receive that does not wait, from an unbuffered channel that all threads share",
    go = "ChanNonblocking",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ChanNonblocking {
  private final Channel<Integer> channel = Channel.make();
  private final SynchronousQueue<Integer> synchronous = new SynchronousQueue<>();
  private final LinkedTransferQueue<Integer> transfer = new LinkedTransferQueue<>();
  private final com.softwaremill.jox.Channel<Integer> jox =
      com.softwaremill.jox.Channel.newRendezvousChannel();
  private final KotlinChannel kotlin = new KotlinChannel(0);

  @Benchmark
  public Object gopark() {
    return channel.tryReceive();
  }

  /** The same as a select with an otherwise, as Go writes it. */
  @Benchmark
  public Object goparkSelect() throws InterruptedException {
    return Select.<Object>select(channel.onReceive(), Select.otherwise(() -> 0));
  }

  @Benchmark
  public Object synchronousQueue() {
    return synchronous.poll();
  }

  @Benchmark
  public Object linkedTransferQueue() {
    return transfer.poll();
  }

  /** It has no receive that does not wait, but a select has a default. */
  @Benchmark
  public Object jox() throws InterruptedException {
    return com.softwaremill.jox.Select.selectOrClosed(
        jox.receiveClause(), com.softwaremill.jox.Select.defaultClause(0));
  }

  @Benchmark
  public Object kotlinx() {
    return kotlin.tryReceive();
  }
}
