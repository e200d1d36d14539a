package dev.gopark.testing;

import org.jspecify.annotations.Nullable;

/**
 * How one run ended.
 *
 * @param problem what is wrong; null if nothing is
 * @param trace what happened
 * @param decisions the schedule
 * @param steps turns and points
 * @param switches how many points were taken by another goroutine
 * @param goroutines how many were started, the program's own included
 * @param nanos how much virtual time went by
 */
record Outcome(
    @Nullable Problem problem,
    Trace trace,
    Decisions decisions,
    int steps,
    int switches,
    int goroutines,
    long nanos) {

  /** Whether the other run failed in the same way. */
  boolean failedAlike(Outcome other) {
    return problem != null && other.problem != null && problem.isLike(other.problem);
  }
}
