package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * {@code chanSem}: a channel with room for as many elements as there are threads, as a semaphore.
 */
@Scenario(
    word = "chanSem",
    group = Group.CHANNEL,
    operation = "a send to a channel of capacity P that P threads share, and a receive",
    go = "ChanSem",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ChanSem {
  private static final Integer ELEMENT = 1;

  private Channel<Integer> channel;
  private dev.gopark.sync.Semaphore ours;
  private BlockingQueue<Integer> array;
  private Semaphore semaphore;
  private com.softwaremill.jox.Channel<Integer> jox;
  private KotlinChannel kotlin;

  @Setup
  public void make(BenchmarkParams params) {
    int threads = params.getThreads();
    channel = Channel.make(threads);
    ours = new dev.gopark.sync.Semaphore(threads);
    array = new ArrayBlockingQueue<>(threads);
    semaphore = new Semaphore(threads);
    jox = com.softwaremill.jox.Channel.newBufferedChannel(threads);
    kotlin = new KotlinChannel(threads);
  }

  @Benchmark
  public Object gopark() throws InterruptedException {
    channel.send(ELEMENT);
    return channel.receive();
  }

  @Benchmark
  public void goparkSemaphore() throws InterruptedException {
    ours.acquire(1);
    ours.release(1);
  }

  @Benchmark
  public Object arrayBlockingQueue() throws InterruptedException {
    array.put(ELEMENT);
    return array.take();
  }

  @Benchmark
  public void semaphore() throws InterruptedException {
    semaphore.acquire();
    semaphore.release();
  }

  @Benchmark
  public Object jox() throws InterruptedException {
    jox.send(ELEMENT);
    return jox.receive();
  }

  @Benchmark
  public int kotlinx() {
    return kotlin.pair();
  }
}
