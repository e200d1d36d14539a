package dev.gopark.bench;

import java.util.List;

/**
 * A scenario that can be run, and who takes part.
 *
 * @param candidates who takes part
 * @param rounds the most rounds that make sense; a program measures rounds of its own
 */
record Entry(ScenarioInfo info, List<Candidate> candidates, int rounds) {
  Entry {
    candidates = List.copyOf(candidates);
  }

  /** A contender and who knows how to run it. */
  record Candidate(Contender contender, Kind kind, String target) {}

  /** How a contender is run, and what {@link Candidate#target} then is. */
  enum Kind {
    /** A benchmark method; its full name. */
    JMH_METHOD,
    /** The value, that is the contender's name, of a parameter; the full name of the method. */
    JMH_PARAM,
    /** A benchmark of the Go twins; its name without {@code Benchmark}. */
    GO,
    /** A scenario of {@code dev.gopark.sched.SchedulerFigures}; its name. */
    PROGRAM,
    /** A scenario of the Go twin of that. */
    GO_PROGRAM
  }
}
