package dev.gopark.timer;

import dev.gopark.Task;
import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/** A task that runs at every beat of a period. A beat that comes while it still runs is skipped. */
final class RepeatingTimer implements TimerTask, Alarm.Target {
  /*
   * Between the moment at which the alarm has fired and the one at which it is set to the next beat it looks
   * stopped. A word of its own, beat, says what is true: stop, reset and ring each change it by a CAS, which
   * decides who was first, and then make the alarm follow. There is no lock that ring could have to wait for.
   *
   * Protocol, of each of the three
   *   B1 CAS beat: old -> new, or from the start, or give up (ring: old is not armed, or for another instant)
   *   B2 read beat; set the alarm to its instant, or stop it
   *   B3 read beat again: another one than in B2? from B2
   * Two that overtake each other in B2 leave the alarm at an old beat only until the slower one is in B3. So
   * whatever comes last, the alarm was set to it after it was in beat. Until then the alarm may ring for a beat
   * that is not the one any more. A ring is known by its instant: one that belongs to an arming before the last
   * reset is not the expected one, or it is due at the same instant and as good.
   *
   * Beats are due + n * period, whenever the alarm rings: they keep their phase, and those that were missed
   * are skipped.
   *
   * Rejected: a lock and a mark for a ring that finds it taken: two more states, to save an object of 32 bytes a
   * beat beside the goroutine that the beat starts.
   *
   * Memory ordering: beat and running are volatile throughout.
   *
   * Tests: TimersTest, TimerStormTest; jcstress BeatAgainstStop.
   */
  private static final VarHandle BEAT =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "beat", VarHandle.class, RepeatingTimer.class, Beat.class);
  private static final VarHandle RUNNING =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "running", VarHandle.class, RepeatingTimer.class, boolean.class);

  /** What is to happen next: at which instant, if the timer is armed. */
  private record Beat(long period, long due, boolean armed) {}

  private final TaskEngine engine;
  private final Task task;
  private final Alarm alarm;

  private volatile Beat beat;

  @SuppressWarnings("UnusedVariable") // accessed through RUNNING
  private volatile boolean running;

  RepeatingTimer(TaskEngine engine, long period, Task task) {
    this.engine = engine;
    this.task = task;
    this.alarm = engine.alarm(this);
    this.beat = new Beat(period, 0, false);
    arm(period);
  }

  @Override
  public boolean stop() {
    Beat old;
    do {
      old = beat;
      if (!old.armed) {
        return false;
      }
    } while (!casBeat(old, new Beat(old.period, old.due, false)));
    follow();
    return true;
  }

  @Override
  public boolean reset(Duration d) {
    return arm(EngineTimers.periodNanos(d));
  }

  private boolean arm(long period) {
    Beat old;
    do {
      old = beat;
    } while (!casBeat(old, new Beat(period, Deadline.after(engine.nanoTime(), period), true)));
    follow();
    return old.armed;
  }

  @Override
  public void ring(long rung) {
    Beat old;
    do {
      old = beat;
      if (!old.armed || rung != old.due) {
        return;
      }
    } while (!casBeat(
        old, new Beat(old.period, nextBeat(old.due, old.period, engine.nanoTime()), true)));
    follow();
    if (casRunning(false, true)) {
      boolean started = false;
      try {
        engine.run(this::runOnce);
        started = true;
      } finally {
        if (!started) {
          running = false;
        }
      }
    }
  }

  /** B2 and B3: makes the alarm do what the beat says. */
  private void follow() {
    Beat now;
    do {
      now = beat;
      if (now.armed) {
        alarm.set(now.due);
      } else {
        alarm.stop();
      }
    } while (now != beat);
  }

  private void runOnce() throws Exception {
    try {
      task.run();
    } finally {
      running = false;
    }
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
    Beat beat = this.beat;
    return "Timer[every "
        + Duration.ofNanos(beat.period)
        + (beat.armed ? "" : ", stopped")
        + ", runs "
        + task
        + "]";
  }

  // Field access

  private boolean casBeat(Beat expected, Beat value) {
    return BEAT.compareAndSet(this, expected, value);
  }

  private boolean casRunning(boolean expected, boolean value) {
    return RUNNING.compareAndSet(this, expected, value);
  }
}
