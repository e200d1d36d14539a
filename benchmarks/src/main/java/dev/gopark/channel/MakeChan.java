package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code makeChan}: makes a channel of capacity 8. Go has six rows, by the type of the elements; a
 * JVM's channels hold references, so there is one, and its twin is a channel of pointers.
 */
@Scenario(
    word = "makeChan",
    group = Group.CHANNEL,
    operation = "a channel of capacity 8 that is made",
    go = "MakeChan",
    catalogue = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class MakeChan {
  private static final int CAPACITY = 8;

  @Benchmark
  public Object gopark() {
    return Channel.<Integer>make(CAPACITY);
  }

  @Benchmark
  public Object arrayBlockingQueue() {
    return new ArrayBlockingQueue<Integer>(CAPACITY);
  }

  @Benchmark
  public Object mpmcArrayQueue() {
    return new MpmcVarHandleArrayQueue<Integer>(CAPACITY);
  }

  @Benchmark
  public Object jox() {
    return com.softwaremill.jox.Channel.<Integer>newBufferedChannel(CAPACITY);
  }

  @Benchmark
  public Object kotlinx() {
    return KotlinChannel.make(CAPACITY);
  }
}
