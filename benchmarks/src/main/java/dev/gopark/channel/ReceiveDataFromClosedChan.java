package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code receiveDataFromClosedChan}: what is left in a closed channel is received. */
@Scenario(
    word = "receiveDataFromClosedChan",
    group = Group.CHANNEL,
    operation = "a receive from a closed channel of which some is left; 100,000 in a body",
    go = "ReceiveDataFromClosedChan",
    catalogue = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ReceiveDataFromClosedChan {
  static final int COUNT = 100_000;
  private static final Integer ELEMENT = 1;

  @Param({"gopark", "goparkRange", "arrayBlockingQueue", "linkedTransferQueue", "jox", "kotlinx"})
  String contender;

  private Drain left;

  /** Receives until nothing is left; returns the sum. */
  private interface Drain {
    int run() throws InterruptedException;
  }

  @Setup(Level.Invocation)
  public void fill() throws InterruptedException {
    left =
        switch (contender) {
          case "gopark" -> {
            Channel<Integer> channel = filled();
            yield () -> drain(channel);
          }
          case "goparkRange" -> {
            Channel<Integer> channel = filled();
            yield () -> range(channel);
          }
          case "arrayBlockingQueue" -> overQueue(new ArrayBlockingQueue<>(COUNT));
          case "linkedTransferQueue" -> overQueue(new LinkedTransferQueue<>());
          case "jox" -> overJox();
          case "kotlinx" -> overKotlin();
          default -> throw new IllegalArgumentException("no such contender: " + contender);
        };
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public int receiveAll() throws InterruptedException {
    int sum = left.run();
    if (sum != COUNT * ELEMENT) {
      throw new AssertionError("received " + sum);
    }
    return sum;
  }

  private static Channel<Integer> filled() throws InterruptedException {
    Channel<Integer> channel = Channel.make(COUNT);
    for (int i = 0; i < COUNT; i++) {
      channel.send(ELEMENT);
    }
    channel.close();
    return channel;
  }

  private static int drain(Channel<Integer> channel) throws InterruptedException {
    int sum = 0;
    Integer element;
    while ((element = channel.receive()) != null) {
      sum += element;
    }
    return sum;
  }

  private static int range(Channel<Integer> channel) throws InterruptedException {
    int[] sum = {0};
    channel.range(element -> sum[0] += element);
    return sum[0];
  }

  /** A queue cannot be closed: it is polled until it is empty. */
  private static Drain overQueue(BlockingQueue<Integer> queue) throws InterruptedException {
    for (int i = 0; i < COUNT; i++) {
      queue.put(ELEMENT);
    }
    return () -> {
      int sum = 0;
      Integer element;
      while ((element = queue.poll()) != null) {
        sum += element;
      }
      return sum;
    };
  }

  private static Drain overJox() throws InterruptedException {
    com.softwaremill.jox.Channel<Integer> channel =
        com.softwaremill.jox.Channel.newBufferedChannel(COUNT);
    for (int i = 0; i < COUNT; i++) {
      channel.send(ELEMENT);
    }
    channel.done();
    return () -> {
      int sum = 0;
      while (channel.receiveOrClosed() instanceof Integer element) {
        sum += element;
      }
      return sum;
    };
  }

  private static Drain overKotlin() {
    var channel = new KotlinChannel(COUNT);
    for (int i = 0; i < COUNT; i++) {
      channel.trySend();
    }
    channel.close();
    return channel::drain;
  }
}
