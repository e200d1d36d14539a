package dev.gopark.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a run.
 *
 * @param kind what sort of thing
 * @param text in words, several lines perhaps
 * @param cause what was thrown, if something was
 */
record Problem(SimulationFailure.Kind kind, String text, @Nullable Throwable cause) {
  private static final int SHOWN = 30;

  /** Whether the other is the same sort of failure: what making a schedule shorter must keep. */
  boolean isLike(Problem other) {
    if (kind != other.kind) {
      return false;
    }
    return (cause == null || other.cause == null)
        ? cause == other.cause
        : cause.getClass() == other.cause.getClass();
  }

  /**
   * Whether the same schedule gives the same failure: not if others than the schedule took part.
   */
  boolean isRepeatable() {
    return kind != SimulationFailure.Kind.OUTSIDE && kind != SimulationFailure.Kind.REAL_TIME;
  }

  static Problem deadlock(List<Routine> alive, Trace trace) {
    for (Routine routine : alive) {
      Thread thread = routine.thread();
      if (thread != null && Stacks.isInputOutput(thread)) {
        return new Problem(
            SimulationFailure.Kind.REAL_TIME,
            routine + " waits for input or output" + Stacks.at(thread),
            null);
      }
    }
    return new Problem(
        SimulationFailure.Kind.DEADLOCK,
        "all goroutines are asleep - deadlock!" + listed(alive, trace),
        null);
  }

  static Problem leftOver(List<Routine> alive, Trace trace) {
    return new Problem(
        SimulationFailure.Kind.LEFT_OVER,
        "the program has ended, and with it the time, but these goroutines have not"
            + listed(alive, trace),
        null);
  }

  static Problem livelock(String why, List<Routine> alive, Trace trace) {
    return new Problem(
        SimulationFailure.Kind.LIVELOCK,
        "no end in sight: "
            + why
            + "; if the program is just long, allow more with maxSteps"
            + listed(alive, trace),
        null);
  }

  static Problem uncaught(Routine routine, Throwable thrown, Trace trace) {
    return new Problem(
        SimulationFailure.Kind.UNCAUGHT,
        routine + " throws " + trace.renumbered(thrown.toString()),
        thrown);
  }

  static Problem realTime(Routine routine, Trace trace) {
    Thread thread = routine.thread();
    assert thread != null;
    String how =
        thread.getState() == Thread.State.BLOCKED
            ? " waits for a monitor that another goroutine holds, which is out of the simulation's control"
            : " waits in real time";
    return new Problem(
        SimulationFailure.Kind.REAL_TIME,
        routine
            + how
            + Stacks.at(thread)
            + ": use gopark's own (Timers.sleep, timed operations, Mutex), which go by virtual time"
            + Stacks.top(thread),
        null);
  }

  static Problem outside(Routine routine, Thread by) {
    return new Problem(
        SimulationFailure.Kind.OUTSIDE,
        "the thread \""
            + by.getName()
            + "\", which is not part of the simulation, wakes "
            + routine
            + Stacks.at(by)
            + ": whatever a simulated program waits for must be done by its own goroutines"
            + Stacks.top(by),
        null);
  }

  private static String listed(List<Routine> alive, Trace trace) {
    var text = new StringBuilder();
    int shown = 0;
    for (Routine routine : alive) {
      if (routine.daemon) {
        continue;
      }
      if (++shown > SHOWN) {
        text.append("\n  and more");
        break;
      }
      Thread thread = routine.thread();
      text.append("\n  ").append(routine.name).append(" [");
      if (routine.ready) {
        text.append("ready");
      } else {
        text.append(trace.renumbered(Trace.waitsFor(routine)));
      }
      text.append(']').append(thread == null ? "" : Stacks.at(thread));
    }
    return text.toString();
  }
}
