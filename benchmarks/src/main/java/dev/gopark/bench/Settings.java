package dev.gopark.bench;

/**
 * How long and how often everything is measured. A round is a JVM, or a Go process, of its own.
 *
 * @param goCount how often a Go process measures, each time for {@code goMillis}
 */
record Settings(
    boolean quick,
    int rounds,
    int warmups,
    int warmupMillis,
    int iterations,
    int iterationMillis,
    int goCount,
    int goMillis) {
  static final Settings FULL = new Settings(false, 3, 3, 500, 4, 500, 3, 400);

  /** All scenarios within the hour: one short round. */
  static final Settings SHORT = new Settings(false, 1, 2, 200, 3, 150, 2, 80);

  static final Settings QUICK = new Settings(true, 1, 2, 250, 3, 200, 3, 100);

  /** For the guard, which compares medians of several short rounds. */
  static final Settings GUARD = new Settings(true, 3, 2, 250, 2, 250, 2, 100);

  Settings withRounds(int count) {
    return new Settings(
        quick, count, warmups, warmupMillis, iterations, iterationMillis, goCount, goMillis);
  }

  /** What must be the same for figures to stand in one file; rounds may be added. */
  String lengths() {
    return "JMH "
        + (warmups + " x " + warmupMillis + " ms warm-up, ")
        + (iterations + " x " + iterationMillis + " ms; Go ")
        + (goCount + " x " + goMillis + " ms");
  }

  /** How long a run of this kind takes, roughly, in seconds. */
  double seconds(Entry.Candidate candidate) {
    return switch (candidate.kind()) {
      case JMH_METHOD, JMH_PARAM ->
          1.3 + (warmups * warmupMillis + iterations * iterationMillis) / 1e3;
      case GO -> 0.1 + goCount * goMillis * 2 / 1e3;
      case PROGRAM, GO_PROGRAM -> Programs.seconds(candidate.target(), quick);
    };
  }

  /** After this many seconds a run is ended and has failed. */
  long limitSeconds(Entry.Candidate candidate) {
    return 60 + (long) (5 * seconds(candidate));
  }
}
