package dev.gopark.bench;

import java.util.Map;

/**
 * What one contender did in one scenario on so many processors, in all rounds.
 *
 * @param metrics empty if it failed
 * @param failure empty if it did not
 */
record Cell(Contender contender, Map<String, Metric> metrics, String failure) {
  boolean has(String metric) {
    return metrics.containsKey(metric);
  }

  /** The median; NaN if that was not measured. */
  double median(String name) {
    Metric metric = metrics.get(name);
    return metric == null ? Double.NaN : metric.median();
  }

  /** The median, in brackets the least and the most. */
  String withSpread(String name) {
    Metric metric = metrics.get(name);
    return metric == null
        ? failure.isEmpty() ? "" : "failed"
        : Figures.number(metric.median())
            + (" (" + Figures.number(metric.min()))
            + ("–" + Figures.number(metric.max()) + ")");
  }
}
