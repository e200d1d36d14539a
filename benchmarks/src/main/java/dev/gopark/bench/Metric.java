package dev.gopark.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What was measured, once for each iteration or round.
 *
 * @param values at least one
 */
record Metric(String unit, List<Double> values) {
  /** By the clock, for each operation. */
  static final String TIME = "time";

  /** Processor time of the whole process, for each operation. */
  static final String CPU = "cpu";

  /** Memory allocated, for each operation. */
  static final String BYTES = "bytes";

  Metric {
    values = List.copyOf(values);
    if (values.isEmpty() || values.stream().anyMatch(v -> v.isNaN() || v.isInfinite())) {
      throw new IllegalArgumentException("not something measured: " + values + " " + unit);
    }
  }

  Metric and(Metric more) {
    if (!unit.equals(more.unit)) {
      throw new IllegalArgumentException(unit + " and " + more.unit + " cannot be put together");
    }
    List<Double> all = new ArrayList<>(values);
    all.addAll(more.values);
    return new Metric(unit, all);
  }

  double median() {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** The geometric mean of ratios: of none, NaN. */
  static double geometricMean(List<Double> ratios) {
    return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }
}
