package dev.gopark.timer;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A thousand timers of an hour are started, then all are stopped; the time is that of one. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class StartStop1000 {
  private static final int COUNT = 1_000;

  private final TimerTask[] tasks = new TimerTask[COUNT];
  private final ScheduledFuture<?>[] futures = new ScheduledFuture<?>[COUNT];

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void goparkHeap(TimerRivals rivals) {
    run(rivals.heap);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void goparkWheel(TimerRivals rivals) {
    run(rivals.wheel);
  }

  private void run(TimerService timers) {
    for (int i = 0; i < COUNT; i++) {
      tasks[i] = timers.afterFunc(TimerRivals.HOUR, TimerRivals.NOTHING);
    }
    for (TimerTask task : tasks) {
      task.stop();
    }
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void scheduledThreadPool(TimerRivals rivals) {
    for (int i = 0; i < COUNT; i++) {
      futures[i] = rivals.executor.schedule(TimerRivals.NOTHING_AT_ALL, 1, TimeUnit.HOURS);
    }
    for (ScheduledFuture<?> future : futures) {
      future.cancel(false);
    }
  }
}
