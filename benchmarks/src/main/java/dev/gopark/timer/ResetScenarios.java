package dev.gopark.timer;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.Channel;
import dev.gopark.channel.TickChannel;
import dev.gopark.channel.TimerChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A pending timer is moved, as an idle timeout is at every message of a connection. */
public final class ResetScenarios {
  private ResetScenarios() {}

  /** Each thread moves a timer of its own by an hour. */
  public abstract static class Moved extends TimerRivals {
    Moved(int ballast) {
      super(ballast);
    }

    /** The timer of a thread. */
    @State(Scope.Thread)
    public static class Pending {
      private final TimerTask heap = Timers.afterFunc(HOUR, NOTHING);
      private TimerTask wheel;
      private ScheduledFuture<?> future;
    }

    @Benchmark
    public boolean gopark(Pending pending) {
      return pending.heap.reset(HOUR);
    }

    @Benchmark
    public boolean goparkWheel(Pending pending) {
      if (pending.wheel == null) {
        pending.wheel = wheel.afterFunc(HOUR, NOTHING);
      }
      return pending.wheel.reset(HOUR);
    }

    /** It cannot move a task: a new one takes its place. */
    @Benchmark
    public ScheduledFuture<?> scheduledThreadPool(Pending pending) {
      if (pending.future != null) {
        pending.future.cancel(false);
      }
      pending.future = executor.schedule(NOTHING_AT_ALL, 1, TimeUnit.HOURS);
      return pending.future;
    }
  }

  @Scenario(
      word = "timerReset",
      group = Group.TIME,
      operation = "a reset of a pending timer to an hour from now, where there are no others",
      go = "TimerReset",
      parallel = true)
  public static class TimerReset extends Moved {
    public TimerReset() {
      super(0);
    }
  }

  @Scenario(
      word = "resetFunc",
      group = Group.TIME,
      operation = "a reset of a pending timer to an hour from now, beside 32,768 P idle ones",
      go = "Reset/impl=func",
      catalogue = true,
      parallel = true)
  public static class ResetFunc extends Moved {
    public ResetFunc() {
      super(BALLAST);
    }
  }

  @Scenario(
      word = "resetChan",
      group = Group.TIME,
      operation = "a reset of a time channel to an hour from now, beside 32,768 P idle timers",
      go = "Reset/impl=chan",
      catalogue = true,
      parallel = true)
  public static class ResetChan extends TimerRivals {
    public ResetChan() {
      super(BALLAST);
    }

    /** The channel of a thread. */
    @State(Scope.Thread)
    public static class PendingChannel {
      private final TimerChannel channel = Channel.after(HOUR);
    }

    @Benchmark
    public boolean gopark(PendingChannel pending) {
      return pending.channel.reset(HOUR);
    }
  }

  /** The ticker of a thread. */
  @State(Scope.Thread)
  public static class Ticking {
    private TickChannel ticks = Channel.tick(TimerRivals.HOUR);

    @TearDown
    public void stop() {
      ticks.stop();
    }
  }

  @Scenario(
      word = "tickerReset",
      group = Group.TIME,
      operation = "a reset of a ticker, beside 32,768 P idle timers",
      go = "TickerReset",
      catalogue = true,
      parallel = true)
  public static class TickerReset extends TimerRivals {
    public TickerReset() {
      super(BALLAST);
    }

    @Benchmark
    public void gopark(Ticking ticking) {
      ticking.ticks.reset(Duration.ofMillis(1));
    }
  }

  @Scenario(
      word = "tickerResetNaive",
      group = Group.TIME,
      operation = "a ticker stopped and another made, beside 32,768 P idle timers",
      go = "TickerResetNaive",
      catalogue = true,
      parallel = true)
  public static class TickerResetNaive extends TimerRivals {
    public TickerResetNaive() {
      super(BALLAST);
    }

    @Benchmark
    public void gopark(Ticking ticking) {
      ticking.ticks.stop();
      ticking.ticks = Channel.tick(Duration.ofMillis(1));
    }
  }
}
