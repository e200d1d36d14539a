package dev.gopark.timer;

import dev.gopark.Task;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The timers that are compared, each with so many idle timers of an hour in it.
 *
 * <p>Agrona's wheel is for one thread, which has to drive it, and is told the time: it stands here
 * twice, as it is, and with a lock and a clock reading for each start, which is what any thread can
 * call.
 */
@State(Scope.Benchmark)
public class TimerRivals {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration HOUR = Duration.ofHours(1);
  static final Task NOTHING = () -> {};
  static final Runnable NOTHING_AT_ALL = () -> {};

  private static final long TICK = 1L << 20;

  @Param({"0", "32768"})
  int ballast;

  TimerService heap;
  TimerService wheel;
  ScheduledThreadPoolExecutor executor;
  HashedWheelTimer netty;
  DeadlineTimerWheel agrona;
  final Object agronaLock = new Object();

  @Setup(Level.Trial)
  public void open() {
    heap = Timers.system();
    wheel = Timers.wheel(Duration.ofNanos(TICK));
    executor = new ScheduledThreadPoolExecutor(1);
    executor.setRemoveOnCancelPolicy(true);
    netty = new HashedWheelTimer(TICK, TimeUnit.NANOSECONDS);
    agrona = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), TICK, 4096);
    for (int i = 0; i < ballast; i++) {
      Duration d = HOUR.plusNanos(i * 1_000_003L % 1_000_000_007L);
      heap.afterFunc(d, NOTHING);
      wheel.afterFunc(d, NOTHING);
      var unused = executor.schedule(NOTHING_AT_ALL, d.toNanos(), TimeUnit.NANOSECONDS);
      netty.newTimeout(timeout -> {}, d.toNanos(), TimeUnit.NANOSECONDS);
      agrona.scheduleTimer(System.nanoTime() + d.toNanos());
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    executor.shutdownNow();
    netty.stop();
  }
}
