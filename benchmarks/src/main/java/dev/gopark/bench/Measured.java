package dev.gopark.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run that has ended: a line of a results file.
 *
 * @param metrics what was measured, by name; empty if it failed
 * @param failure why it failed; empty if it did not
 */
record Measured(Run.Key run, Map<String, Metric> metrics, String failure, double seconds) {

  boolean failed() {
    return !failure.isEmpty();
  }

  JsonObject toJson() {
    var json =
        new JsonObject()
            .with("run", run.scenario())
            .with("contender", run.contender().name())
            .with("scheduler", run.contender().scheduler())
            .with("procs", run.procs())
            .with("round", run.round())
            .with("seconds", seconds);
    if (failed()) {
      return json.with("failed", failure);
    }
    var values = new JsonObject();
    metrics.forEach((name, metric) ->
        values.with(
            name, new JsonObject().with("unit", metric.unit()).with("values", metric.values())));
    return json.with("metrics", values);
  }

  static Measured ofJson(JsonObject json) {
    var contender = new Contender(json.string("contender"), json.string("scheduler"));
    var run =
        new Run.Key(
            json.string("run"), contender, (int) json.number("procs"), (int) json.number("round"));
    Map<String, Metric> metrics = new LinkedHashMap<>();
    String failure = "";
    if (json.has("failed")) {
      failure = json.string("failed");
    } else {
      var values = json.object("metrics");
      for (String name : values.fields().keySet()) {
        var metric = values.object(name);
        metrics.put(name, new Metric(metric.string("unit"), metric.numbers("values")));
      }
    }
    return new Measured(run, metrics, failure, json.number("seconds"));
  }
}
