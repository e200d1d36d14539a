package dev.gopark.testing;

import org.jspecify.annotations.Nullable;

/**
 * A simulated program has failed. The message says how, under which schedule, and how to run it
 * again.
 */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** What sort of failure it is. */
  public enum Kind {
    /** All goroutines wait, and no deadline will come. */
    DEADLOCK,
    /** The program goes on and on. */
    LIVELOCK,
    /** The program has ended, but goroutines that it started have not. */
    LEFT_OVER,
    /** A goroutine has thrown something, the program itself included. */
    UNCAUGHT,
    /** The same seed gave another run. */
    NOT_REPEATABLE,
    /** Something waits for the machine's clock, for input or output, or for a monitor. */
    REAL_TIME,
    /** A thread that is not part of the simulation has woken one that is. */
    OUTSIDE,
    /** A goroutine neither ends nor comes to a point for a long time of the real clock. */
    STUCK
  }

  private final Kind kind;
  private final String replay;
  private final String trace;

  SimulationFailure(
      Kind kind, String message, @Nullable Throwable cause, String replay, String trace) {
    super(message, cause);
    this.kind = kind;
    this.replay = replay;
    this.trace = trace;
  }

  /**
   * What sort of failure it is.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * What to give to {@code -Dgopark.simulation.replay=} to see the same run again.
   *
   * @return the string; empty if there is no such run
   */
  public String replay() {
    return replay;
  }

  /**
   * What happened, with a column for each goroutine.
   *
   * @return several lines; empty if nothing is known
   */
  public String trace() {
    return trace;
  }
}
