package dev.gopark.timer;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.Channel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Timers that are started and stopped, as around a request that is answered. */
public final class StopScenarios {
  private static final int COUNT = 1_000;

  private StopScenarios() {}

  /** A timeout of a second, started and stopped. */
  public abstract static class Churn extends TimerRivals {
    Churn(int ballast) {
      super(ballast);
    }

    @Benchmark
    public boolean gopark() {
      return heap.afterFunc(SECOND, NOTHING).stop();
    }

    @Benchmark
    public boolean goparkWheel() {
      return wheel.afterFunc(SECOND, NOTHING).stop();
    }

    @Benchmark
    public boolean scheduledThreadPool() {
      return executor.schedule(NOTHING_AT_ALL, 1, TimeUnit.SECONDS).cancel(false);
    }

    @Benchmark
    public boolean nettyWheel() {
      return netty.newTimeout(timeout -> {}, 1, TimeUnit.SECONDS).cancel();
    }

    @Benchmark
    public boolean agronaWheelLocked() {
      long id;
      synchronized (agronaLock) {
        id = agrona.scheduleTimer(System.nanoTime() + 1_000_000_000);
      }
      synchronized (agronaLock) {
        return agrona.cancelTimer(id);
      }
    }

    /** A wheel that only this thread may use and that is told the time: no lock, no clock. */
    @Benchmark
    public boolean agronaWheelOwn(OwnAgrona own) {
      long id = own.wheel.scheduleTimer(own.wheel.startTime() + 1_000_000_000);
      return own.wheel.cancelTimer(id);
    }
  }

  /** A wheel for each thread. */
  @State(Scope.Thread)
  public static class OwnAgrona {
    private final DeadlineTimerWheel wheel = TimerRivals.newAgrona();
  }

  @Scenario(
      word = "timerChurn",
      group = Group.TIME,
      operation = "a timer of a second started and stopped, where there are no others",
      go = "TimerChurn",
      parallel = true,
      quick = true)
  public static class TimerChurn extends Churn {
    public TimerChurn() {
      super(0);
    }
  }

  @Scenario(
      word = "stopFunc",
      group = Group.TIME,
      operation = "a timer of a second started and stopped, beside 32,768 P idle ones",
      go = "Stop/impl=func",
      catalogue = true,
      parallel = true)
  public static class StopFunc extends Churn {
    public StopFunc() {
      super(BALLAST);
    }
  }

  @Scenario(
      word = "stopChan",
      group = Group.TIME,
      operation = "a time channel of a second made and stopped, beside 32,768 P idle timers",
      go = "Stop/impl=chan",
      catalogue = true,
      parallel = true)
  public static class StopChan extends TimerRivals {
    public StopChan() {
      super(BALLAST);
    }

    @Benchmark
    public boolean gopark() {
      return Channel.after(SECOND).stop();
    }
  }

  @Scenario(
      word = "startStop1000",
      group = Group.TIME,
      operation = "a timer of an hour, of 1,000 that are started before all are stopped",
      go = "StartStop1000",
      catalogue = true,
      parallel = true)
  @OperationsPerInvocation(COUNT)
  public static class StartStop1000 extends TimerRivals {
    public StartStop1000() {
      super(BALLAST);
    }

    /** The timers of a thread. */
    @State(Scope.Thread)
    public static class Started {
      private final TimerTask[] tasks = new TimerTask[COUNT];
      private final ScheduledFuture<?>[] futures = new ScheduledFuture<?>[COUNT];
    }

    @Benchmark
    public void gopark(Started started) {
      run(heap, started.tasks);
    }

    @Benchmark
    public void goparkWheel(Started started) {
      run(wheel, started.tasks);
    }

    private static void run(TimerService timers, TimerTask[] tasks) {
      for (int i = 0; i < COUNT; i++) {
        tasks[i] = timers.afterFunc(HOUR, NOTHING);
      }
      for (TimerTask task : tasks) {
        task.stop();
      }
    }

    @Benchmark
    public void scheduledThreadPool(Started started) {
      ScheduledFuture<?>[] futures = started.futures;
      for (int i = 0; i < COUNT; i++) {
        futures[i] = executor.schedule(NOTHING_AT_ALL, 1, TimeUnit.HOURS);
      }
      for (ScheduledFuture<?> future : futures) {
        future.cancel(false);
      }
    }
  }
}
