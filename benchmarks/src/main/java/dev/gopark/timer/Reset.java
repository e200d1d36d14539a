package dev.gopark.timer;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An idle timeout of an hour is moved, as at every message of a connection. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class Reset {
  private TimerTask heap;
  private TimerTask wheel;

  @Setup
  public void start(TimerRivals rivals) {
    heap = rivals.heap.afterFunc(TimerRivals.HOUR, TimerRivals.NOTHING);
    wheel = rivals.wheel.afterFunc(TimerRivals.HOUR, TimerRivals.NOTHING);
  }

  @Benchmark
  public boolean goparkHeap() {
    return heap.reset(TimerRivals.HOUR);
  }

  @Benchmark
  public boolean goparkWheel() {
    return wheel.reset(TimerRivals.HOUR);
  }
}
