package dev.gopark.timer;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * {@code timerChurn}: a timeout of a second is started and stopped, as around a request that is
 * answered.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StartStop {
  @Benchmark
  public boolean goparkHeap(TimerRivals rivals) {
    return rivals.heap.afterFunc(TimerRivals.SECOND, TimerRivals.NOTHING).stop();
  }

  @Benchmark
  public boolean goparkWheel(TimerRivals rivals) {
    return rivals.wheel.afterFunc(TimerRivals.SECOND, TimerRivals.NOTHING).stop();
  }

  @Benchmark
  public boolean scheduledThreadPool(TimerRivals rivals) {
    return rivals.executor.schedule(TimerRivals.NOTHING_AT_ALL, 1, TimeUnit.SECONDS).cancel(false);
  }

  @Benchmark
  public boolean nettyWheel(TimerRivals rivals) {
    return rivals.netty.newTimeout(timeout -> {}, 1, TimeUnit.SECONDS).cancel();
  }

  @Benchmark
  public boolean agronaWheelOneThread(TimerRivals rivals) {
    long id = rivals.agrona.scheduleTimer(rivals.agrona.startTime() + 1_000_000_000);
    return rivals.agrona.cancelTimer(id);
  }

  @Benchmark
  public boolean agronaWheelLockedWithClock(TimerRivals rivals) {
    long id;
    synchronized (rivals.agronaLock) {
      id = rivals.agrona.scheduleTimer(System.nanoTime() + 1_000_000_000);
    }
    synchronized (rivals.agronaLock) {
      return rivals.agrona.cancelTimer(id);
    }
  }

  /** What every start that is told a duration has to do. */
  @Benchmark
  public long clockOnly() {
    return System.nanoTime();
  }
}
