package dev.gopark.timer;

import dev.gopark.Task;
import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.SpinLock;
import java.time.Duration;

/** A task that runs at every beat of a period. A beat that comes while it still runs is skipped. */
final class RepeatingTimer extends SpinLock implements TimerTask, Alarm.Target {
  /*
   * Between the moment at which the alarm has fired and the one at which it is set to the next beat it looks
   * stopped. A word of its own, active, under this lock, says what is true: a stop that comes in between
   * finds it active, and the ring that comes after the stop does nothing. A ring is known by its instant: one
   * that belongs to an arming before the last reset is not the expected one, or it is due at the same
   * instant and as good.
   *
   * Beats are due + n * period, whenever the alarm rings: they keep their phase, and those that were missed
   * are skipped.
   */
  private final TaskEngine engine;
  private final Task task;
  private final Alarm alarm;

  // Guarded by this lock.
  private long period;
  private long due;
  private boolean active;
  private boolean running;

  RepeatingTimer(TaskEngine engine, long period, Task task) {
    this.engine = engine;
    this.task = task;
    this.alarm = engine.alarm(this);
    arm(period);
  }

  @Override
  public boolean stop() {
    lock();
    try {
      boolean was = active;
      active = false;
      alarm.stop();
      return was;
    } finally {
      unlock();
    }
  }

  @Override
  public boolean reset(Duration d) {
    return arm(EngineTimers.periodNanos(d));
  }

  private boolean arm(long period) {
    lock();
    try {
      boolean was = active;
      this.period = period;
      due = Deadline.after(engine.nanoTime(), period);
      active = true;
      alarm.set(due);
      return was;
    } finally {
      unlock();
    }
  }

  @Override
  public void ring(long rung) {
    boolean starts;
    lock();
    try {
      if (!active || rung != due) {
        return;
      }
      due = nextBeat(due, period, engine.nanoTime());
      alarm.set(due);
      starts = !running;
      running = true;
    } finally {
      unlock();
    }
    if (starts) {
      boolean started = false;
      try {
        engine.run(this::runOnce);
        started = true;
      } finally {
        if (!started) {
          ended();
        }
      }
    }
  }

  private void runOnce() throws Exception {
    try {
      task.run();
    } finally {
      ended();
    }
  }

  private void ended() {
    lock();
    running = false;
    unlock();
  }

  /**
   * The first beat after now.
   *
   * @param due a beat that is not after now
   */
  static long nextBeat(long due, long period, long now) {
    long late = Math.max(0, now - due);
    return due + period * (1 + late / period);
  }

  @Override
  public String toString() {
    return "Timer[every "
        + Duration.ofNanos(period)
        + (active ? "" : ", stopped")
        + ", runs "
        + task
        + "]";
  }
}
