package dev.gopark.timer;

import dev.gopark.Task;
import dev.gopark.internal.Deadline;
import java.time.Duration;
import java.util.Objects;

/**
 * Starts tasks later, and sleeps: Go's {@code time.AfterFunc} and {@code time.Sleep} on the
 * machine's monotonic clock. Time as a channel is {@code Channel.after} and {@code Channel.tick}.
 *
 * {@snippet lang = java :
 * TimerTask timer = Timers.afterFunc(Duration.ofSeconds(5), () -> System.out.println("too late"));
 * ...
 * if (timer.stop()) {
 *   System.out.println("in time");
 * }
 * }
 *
 * <p>A task runs in a goroutine of its own, as {@link dev.gopark.Go#go(Task)} starts it, so it may
 * block, and may throw: neither delays any other timer. No task is started early. How late it
 * starts depends on the machine: usually some tens of microseconds.
 *
 * <p>Durations are saturated: a thousand years are 146 years. Two timers of equal deadline start in
 * any order.
 *
 * <p>A timer that is neither stopped nor due is kept alive with its task until it is due. What is
 * stopped is let go soon, not at once.
 */
public final class Timers {
  private static final TimerService SYSTEM =
      new EngineTimers(SystemEngine.get(), "Timers.system()");

  private static final long MIN_RESOLUTION = 1_000;
  private static final long MAX_RESOLUTION = 86_400_000_000_000L;

  private Timers() {}

  /**
   * Runs a task after a time, in a goroutine of its own: Go's {@code time.AfterFunc}.
   *
   * @param d how long from now; not positive starts it at once
   * @param task what to run
   * @return the timer
   * @throws NullPointerException if an argument is null
   */
  public static TimerTask afterFunc(Duration d, Task task) {
    return SYSTEM.afterFunc(d, task);
  }

  /**
   * Runs a task again and again, each time in a goroutine of its own.
   *
   * <p>The starts keep the phase of the first one: they are due at whole multiples of the period,
   * and a late one does not shift the next. A start that is due while the task still runs, or that
   * was missed, is skipped. A task that throws ends its goroutine, not the timer.
   *
   * @param period the time from now to the first start, and from start to start
   * @param task what to run
   * @return the timer
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code period} is not positive
   */
  public static TimerTask every(Duration period, Task task) {
    return SYSTEM.every(period, task);
  }

  /**
   * Makes the current thread wait: Go's {@code time.Sleep}, but an interrupt ends it.
   *
   * @param d how long at least; not positive does not wait
   * @throws InterruptedException if interrupted while waiting
   * @throws NullPointerException if {@code d} is null
   */
  public static void sleep(Duration d) throws InterruptedException {
    SYSTEM.sleep(d);
  }

  /**
   * The timers of this class as an object.
   *
   * @return always the same service
   */
  public static TimerService system() {
    return SYSTEM;
  }

  /**
   * Makes a timing wheel: timers for very many coarse timeouts, such as the idle times of
   * connections.
   *
   * <p>A timer starts its task at the first tick that is not before its deadline: never early, and
   * up to one resolution later than the timers of this class would. Timers of one tick start in any
   * order. Arming, stopping and resetting cost the same, on average, whether there are ten timers
   * or ten million; the wheel wakes up only for ticks at which something is due, and sleeps while
   * it is empty. It needs no thread of its own and no closing: when nothing is armed and nobody
   * refers to it, it is garbage.
   *
   * @param resolution the length of a tick, at least a microsecond; more than a day is a day
   * @return a new wheel
   * @throws NullPointerException if {@code resolution} is null
   * @throws IllegalArgumentException if {@code resolution} is less than a microsecond
   */
  public static TimerService wheel(Duration resolution) {
    long nanos = Deadline.nanos(Objects.requireNonNull(resolution, "resolution"));
    if (nanos < MIN_RESOLUTION) {
      throw new IllegalArgumentException(
          "a wheel's resolution is " + resolution + ", it must be at least a microsecond");
    }
    return new EngineTimers(
        new WheelEngine(Math.min(nanos, MAX_RESOLUTION)), "Timers.wheel(" + resolution + ")");
  }
}
