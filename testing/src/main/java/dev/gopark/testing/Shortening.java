package dev.gopark.testing;

import java.util.function.Function;

/**
 * Makes a failing schedule shorter: leaves decisions out as long as the run still fails in the same
 * way (Zeller's delta debugging).
 */
final class Shortening {
  private static final int MAX_RUNS = 400;
  private static final long MAX_NANOS = 5_000_000_000L;

  private final Function<Decisions, Outcome> run;
  private final Outcome original;
  private Outcome shortest;
  private int runs;
  private final long begin = System.nanoTime();

  Shortening(Outcome original, Function<Decisions, Outcome> run) {
    this.original = original;
    this.shortest = original;
    this.run = run;
  }

  /**
   * An outcome that fails alike; leaving out any one of its decisions would not, if time allowed.
   */
  Outcome shortest() {
    if (!tries(new Decisions())) {
      int chunk = Math.max(1, shortest.decisions().size() / 2);
      while (mayGoOn()) {
        boolean shorter = false;
        int from = 0;
        while (from < shortest.decisions().size() && mayGoOn()) {
          int to = Math.min(from + chunk, shortest.decisions().size());
          if (tries(shortest.decisions().without(from, to))) {
            shorter = true;
          } else {
            from = to;
          }
        }
        if (!shorter && chunk == 1) {
          break;
        }
        chunk = shorter ? Math.min(chunk, Math.max(1, shortest.decisions().size() / 2)) : chunk / 2;
      }
    }
    return shortest;
  }

  private boolean mayGoOn() {
    return runs < MAX_RUNS && System.nanoTime() - begin < MAX_NANOS;
  }

  private boolean tries(Decisions decisions) {
    runs++;
    Outcome outcome = run.apply(decisions);
    // The run writes down what it could follow, which may be less still.
    if (outcome.failedAlike(original) && outcome.decisions().size() < shortest.decisions().size()) {
      shortest = outcome;
      return true;
    }
    return false;
  }
}
