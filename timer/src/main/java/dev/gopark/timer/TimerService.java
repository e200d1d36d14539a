package dev.gopark.timer;

import dev.gopark.Task;
import java.time.Duration;

/**
 * Something that starts tasks later: {@linkplain Timers#system() the system's timers}, {@linkplain
 * Timers#wheel a wheel} for very many coarse ones, or {@linkplain ManualClock#timers() a clock}
 * that a test moves by hand. The methods do what those of {@link Timers} do, by the service's own
 * clock.
 */
public sealed interface TimerService permits EngineTimers {
  /**
   * Runs a task after a time, in a goroutine of its own.
   *
   * @param d how long from now; not positive starts it at once
   * @param task what to run
   * @return the timer
   * @throws NullPointerException if an argument is null
   */
  TimerTask afterFunc(Duration d, Task task);

  /**
   * Runs a task again and again, each time in a goroutine of its own.
   *
   * @param period the time from now to the first start, and from start to start
   * @param task what to run
   * @return the timer
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code period} is not positive
   */
  TimerTask every(Duration period, Task task);

  /**
   * Makes the current thread wait.
   *
   * @param d how long at least; not positive does not wait
   * @throws InterruptedException if interrupted while waiting
   * @throws NullPointerException if {@code d} is null
   */
  void sleep(Duration d) throws InterruptedException;
}
