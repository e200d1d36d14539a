package dev.gopark.bench;

import java.util.Map;

/** Runs one kind of contender. */
@FunctionalInterface
interface Launcher {
  /**
   * Runs it in a process of its own and returns what was measured, by the metric's name.
   *
   * @throws RunFailedException if it failed or took too long; the message says why
   */
  Map<String, Metric> launch(Run run, Settings settings)
      throws RunFailedException, InterruptedException;
}
