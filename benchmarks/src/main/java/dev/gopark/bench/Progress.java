package dev.gopark.bench;

import java.util.Locale;

/** How far a session is: what runs were expected to take, and what they took. */
final class Progress {
  private final int runs;
  private final double expected;
  private int ended;
  private double expectedOfEnded;
  private double tookOfEnded;

  /**
   * Makes one.
   *
   * @param expected seconds, roughly, of all runs
   */
  Progress(int runs, double expected) {
    this.runs = runs;
    this.expected = expected;
  }

  void end(double expectedSeconds, double tookSeconds) {
    ended++;
    expectedOfEnded += expectedSeconds;
    tookOfEnded += tookSeconds;
  }

  /** Seconds, if the rest takes as much longer than expected as what has ended did. */
  double left() {
    double factor = expectedOfEnded == 0 ? 1 : tookOfEnded / expectedOfEnded;
    return (expected - expectedOfEnded) * factor;
  }

  /** {@code [12/96] chanSync P=2 gopark/gmp 171 ns (about 14 min left)}. */
  String line(Run run, String outcome) {
    return String.format(
        Locale.ROOT, "[%d/%d] %s  %s  (%s left)", ended, runs, run, outcome, about(left()));
  }

  static String about(double seconds) {
    if (seconds < 90) {
      return "about " + Math.round(seconds) + " s";
    }
    double minutes = seconds / 60;
    return minutes < 100
        ? "about " + Math.round(minutes) + " min"
        : String.format(Locale.ROOT, "about %.1f h", minutes / 60);
  }
}
