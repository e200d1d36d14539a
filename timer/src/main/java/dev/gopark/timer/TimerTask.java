package dev.gopark.timer;

import java.time.Duration;

/**
 * A timer that runs a task: Go's {@code *time.Timer} of {@code AfterFunc}, or a repeating one.
 *
 * <p>Both methods may be called by any thread, also by the task itself. They never wait for a task
 * that is running, take no lock that a task could hold, and cost the same however many timers there
 * are.
 *
 * <p><b>Memory consistency effects:</b> actions before a call that arms the timer happen-before the
 * task that it leads to.
 */
public interface TimerTask {
  /**
   * Stops the timer.
   *
   * <p>Of each arming exactly one of the two is true: it was stopped, or the task has been started.
   * That a stop comes too late does not mean that the task has ended.
   *
   * @return whether the timer was armed: the task will not be started for that arming. False: it
   *     has been started already, or the timer had been stopped
   */
  boolean stop();

  /**
   * Arms the timer anew, whatever state it is in.
   *
   * <p>A single timer starts its task once more, after that time; if it is still running then there
   * are two runs of it. A repeating one gets a new period, of which the first begins now.
   *
   * @param d how long from now; not positive starts a single timer's task at once
   * @return whether the timer was armed: its former arming will not start the task
   * @throws NullPointerException if {@code d} is null
   * @throws IllegalArgumentException if the timer repeats and {@code d} is not positive; nothing
   *     changed
   */
  boolean reset(Duration d);
}
