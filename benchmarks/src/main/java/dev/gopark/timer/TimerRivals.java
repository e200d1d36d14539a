package dev.gopark.timer;

import dev.gopark.Task;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.agrona.DeadlineTimerWheel;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The timers that are compared. Only the one that takes part is made: others would tick beside it.
 *
 * <p>Agrona's wheel is for one thread, which has to drive it, and is told the time. It stands for
 * two contenders: behind a lock and with a clock reading for each start, which is what any thread
 * can call; and as it is, one wheel a thread and without a clock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class TimerRivals {
  /** What Go's own benchmarks have: so many idle timers of an hour for each processor. */
  static final int BALLAST = 32_768 * Integer.getInteger("bench.procs", 1);

  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration HOUR = Duration.ofHours(1);
  static final Task NOTHING = () -> {};
  static final Runnable NOTHING_AT_ALL = () -> {};
  static final long TICK = 1L << 20;

  private final int ballast;

  TimerService heap = Timers.system();
  TimerService wheel = Timers.wheel(Duration.ofNanos(TICK));
  ScheduledThreadPoolExecutor executor;
  HashedWheelTimer netty;
  DeadlineTimerWheel agrona;
  final Object agronaLock = new Object();

  TimerRivals(int ballast) {
    this.ballast = ballast;
  }

  @Setup(Level.Trial)
  public void open(BenchmarkParams params) {
    String method = params.getBenchmark();
    switch (method.substring(method.lastIndexOf('.') + 1)) {
      case "goparkWheel" -> fill(d -> wheel.afterFunc(Duration.ofNanos(d), NOTHING));
      case "scheduledThreadPool" -> {
        executor = new ScheduledThreadPoolExecutor(1);
        executor.setRemoveOnCancelPolicy(true);
        fill(d -> {
          var unused = executor.schedule(NOTHING_AT_ALL, d, TimeUnit.NANOSECONDS);
        });
      }
      case "nettyWheel" -> {
        netty = new HashedWheelTimer(TICK, TimeUnit.NANOSECONDS);
        fill(d -> netty.newTimeout(timeout -> {}, d, TimeUnit.NANOSECONDS));
      }
      case "agronaWheelLocked" -> {
        agrona = newAgrona();
        fill(d -> agrona.scheduleTimer(System.nanoTime() + d));
      }
      default -> fill(d -> heap.afterFunc(Duration.ofNanos(d), NOTHING));
    }
  }

  static DeadlineTimerWheel newAgrona() {
    return new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), TICK, 4096);
  }

  private void fill(LongConsumer start) {
    for (int i = 0; i < ballast; i++) {
      start.accept(HOUR.toNanos() + i * 1_000_003L % 1_000_000_007L);
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
    if (netty != null) {
      netty.stop();
    }
  }
}
