package dev.gopark.channel;

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
 * {@code stream100}: one goroutine streams elements to another through a buffer of 100. Both are
 * started inside the measured body, as in {@link Rendezvous}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Stream100 {
  static final int COUNT = 1_000_000;

  @Param({"gopark", "ArrayBlockingQueue", "LinkedTransferQueue"})
  String pipe;

  private Pipe shared;

  @Setup
  public void make() {
    shared = Pipe.make(pipe, 100);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void twoGoroutines() throws InterruptedException {
    Rendezvous.pass(shared, COUNT);
  }
}
