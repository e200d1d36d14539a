package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** {@code tryReceiveEmpty}: a receive that does not wait, from a channel that has nothing. */
@Scenario(
    word = "tryReceiveEmpty",
    group = Group.CHANNEL,
    operation = "a receive that does not wait, from an empty channel of capacity 100",
    go = "TryReceiveEmpty")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class TryReceiveEmpty {
  private final Channel<Integer> buffered = Channel.make(100);
  private final Channel<Integer> unbuffered = Channel.make();
  private final ArrayBlockingQueue<Integer> array = new ArrayBlockingQueue<>(100);
  private final LinkedTransferQueue<Integer> transfer = new LinkedTransferQueue<>();

  @Benchmark
  public Object gopark() {
    return buffered.tryReceive();
  }

  @Benchmark
  public Object goparkUnbuffered() {
    return unbuffered.tryReceive();
  }

  @Benchmark
  public Object arrayBlockingQueue() {
    return array.poll();
  }

  @Benchmark
  public Object linkedTransferQueue() {
    return transfer.poll();
  }
}
