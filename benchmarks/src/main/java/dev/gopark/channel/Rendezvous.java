package dev.gopark.channel;

import dev.gopark.Go;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code rendezvous}: one goroutine hands elements to another without a buffer. Both are started
 * inside the measured body, which hands over a fixed count, so that JMH's own threads take no part.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Rendezvous {
  static final int COUNT = 100_000;

  @Param({
    "gopark",
    "SynchronousQueue",
    "SynchronousQueueFair",
    "LinkedTransferQueueTransfer",
    "Exchanger"
  })
  String pipe;

  private Pipe shared;

  @Setup
  public void make() {
    shared = Pipe.make(pipe, 0);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void twoGoroutines() throws InterruptedException {
    pass(shared, COUNT);
  }

  /** Passes {@code count} elements from one new goroutine to another, and waits for both. */
  static void pass(Pipe pipe, int count) throws InterruptedException {
    Integer element = 1;
    Thread producer =
        Go.go(() -> {
          for (int i = 0; i < count; i++) {
            pipe.put(element);
          }
        });
    Thread consumer =
        Go.go(() -> {
          for (int i = 0; i < count; i++) {
            pipe.take();
          }
        });
    producer.join();
    consumer.join();
  }
}
