package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code pair}: one thread sends an element into a buffer and takes it out again. Nobody contends.
 */
@Scenario(
    word = "pair",
    group = Group.CHANNEL,
    operation =
        "a send into a buffer of 100 and the receive that takes it out again, by one thread",
    go = "Pair",
    procs = 1,
    quick = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class Pair {
  private static final Integer ELEMENT = 1;
  private static final int CAPACITY = 100;

  private final Channel<Integer> channel = Channel.make(CAPACITY);
  private final BlockingQueue<Integer> array = new ArrayBlockingQueue<>(CAPACITY);
  private final BlockingQueue<Integer> transfer = new LinkedTransferQueue<>();

  @Benchmark
  public Object gopark() throws InterruptedException {
    channel.send(ELEMENT);
    return channel.receive();
  }

  /** The same with operations that do not wait, which succeed. */
  @Benchmark
  public Object goparkTry() {
    channel.trySend(ELEMENT);
    return channel.tryReceive();
  }

  @Benchmark
  public Object arrayBlockingQueue() throws InterruptedException {
    array.put(ELEMENT);
    return array.take();
  }

  @Benchmark
  public Object linkedTransferQueue() throws InterruptedException {
    transfer.put(ELEMENT);
    return transfer.take();
  }
}
