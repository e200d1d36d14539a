package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code trySendFull}: a send that does not wait, to a channel that has no room. */
@Scenario(
    word = "trySendFull",
    group = Group.CHANNEL,
    operation = "a send that does not wait, to a full channel of capacity 100",
    go = "TrySendFull")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class TrySendFull {
  private static final Integer ELEMENT = 1;
  private static final int CAPACITY = 100;

  private final Channel<Integer> buffered = Channel.make(CAPACITY);
  private final Channel<Integer> unbuffered = Channel.make();
  private final ArrayBlockingQueue<Integer> array = new ArrayBlockingQueue<>(CAPACITY);
  private final SynchronousQueue<Integer> synchronous = new SynchronousQueue<>();

  @Setup
  public void fill() {
    for (int i = 0; i < CAPACITY; i++) {
      if (!buffered.trySend(ELEMENT) || !array.offer(ELEMENT)) {
        throw new AssertionError("full too early");
      }
    }
  }

  @Benchmark
  public boolean gopark() {
    return buffered.trySend(ELEMENT);
  }

  @Benchmark
  public boolean goparkUnbuffered() {
    return unbuffered.trySend(ELEMENT);
  }

  @Benchmark
  public boolean arrayBlockingQueue() {
    return array.offer(ELEMENT);
  }

  @Benchmark
  public boolean synchronousQueue() {
    return synchronous.offer(ELEMENT);
  }
}
