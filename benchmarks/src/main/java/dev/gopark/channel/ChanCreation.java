package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** {@code chanCreation}: a channel for one element, used once. */
@Scenario(
    word = "chanCreation",
    group = Group.CHANNEL,
    operation = "a channel of capacity 1 that is made, a send and a receive",
    go = "ChanCreation",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ChanCreation {
  private static final Integer ELEMENT = 1;

  @Benchmark
  public Object gopark() throws InterruptedException {
    Channel<Integer> channel = Channel.make(1);
    channel.send(ELEMENT);
    return channel.receive();
  }

  @Benchmark
  public Object arrayBlockingQueue() throws InterruptedException {
    var queue = new ArrayBlockingQueue<Integer>(1);
    queue.put(ELEMENT);
    return queue.take();
  }

  /** What Java programs use for one result. */
  @Benchmark
  public Object completableFuture() throws InterruptedException, ExecutionException {
    var future = new CompletableFuture<Integer>();
    future.complete(ELEMENT);
    return future.get();
  }

  @Benchmark
  public Object jox() throws InterruptedException {
    com.softwaremill.jox.Channel<Integer> channel =
        com.softwaremill.jox.Channel.newBufferedChannel(1);
    channel.send(ELEMENT);
    return channel.receive();
  }

  @Benchmark
  public int kotlinx() {
    return KotlinChannel.makeAndPair();
  }
}
