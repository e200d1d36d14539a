package dev.gopark.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results made by hand. */
final class Fixture {
  static final ScenarioInfo HAND_OVER =
      new ScenarioInfo(
          "handOver", Group.CHANNEL, "one", "HandOver", true, true, false, List.of(1, 2), true);
  static final Contender OURS = Contender.ours(Contender.GMP);
  static final Contender RIVAL = new Contender("queue", Contender.JDK);
  private final Map<Run.Key, Measured> runs = new LinkedHashMap<>();

  Fixture time(Contender contender, int round, double... nanos) {
    List<Double> values = new java.util.ArrayList<>();
    for (double each : nanos) {
      values.add(each);
    }
    put(contender, round, Map.of(Metric.TIME, new Metric("ns/op", values)), "");
    return this;
  }

  Fixture failure(Contender contender, String message) {
    put(contender, 0, Map.of(), message);
    return this;
  }

  private void put(Contender contender, int round, Map<String, Metric> metrics, String failure) {
    var key = new Run.Key(HAND_OVER.word(), contender, 2, round);
    runs.put(key, new Measured(key, metrics, failure, 1));
  }

  static Environment environment(String commit) {
    return new Environment(
        "a machine",
        2,
        "an OS",
        "a JDK",
        "a Go",
        new TreeMap<>(Map.of("Jox", "1")),
        commit,
        false,
        "2026-01-01",
        "long",
        true,
        0.1);
  }

  Results results() {
    return new Results(environment("abc"), List.of(), Map.of(HAND_OVER.word(), HAND_OVER), runs);
  }

  List<Row> rows() {
    return Row.of(results());
  }
}
