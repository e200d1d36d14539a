package dev.gopark.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@link Scenario} says, as the results keep it: documents are made from the results alone.
 *
 * @param go the twin without its {@code Benchmark}; empty for none
 */
record ScenarioInfo(
    String word,
    Group group,
    String operation,
    String go,
    boolean catalogue,
    boolean goroutines,
    boolean parallel,
    List<Integer> procs,
    boolean quick) {

  ScenarioInfo {
    if (!word.matches("[a-z][A-Za-z0-9]*")) {
      throw new IllegalArgumentException(
          "the word \"" + word + "\" must be letters and digits that begin with a small letter");
    }
    procs = List.copyOf(procs);
    if (procs.isEmpty()) {
      throw new IllegalArgumentException(word + " names no number of processors");
    }
  }

  static ScenarioInfo of(Scenario scenario) {
    List<Integer> procs = new ArrayList<>();
    for (int each : scenario.procs()) {
      procs.add(each);
    }
    return new ScenarioInfo(
        scenario.word(),
        scenario.group(),
        scenario.operation(),
        scenario.go(),
        scenario.catalogue(),
        scenario.goroutines(),
        scenario.parallel(),
        procs,
        scenario.quick());
  }

  /** The scheduler of the contender that all others are compared with. */
  String referenceScheduler() {
    return goroutines ? Contender.GMP : Contender.JDK;
  }

  JsonObject toJson() {
    return new JsonObject()
        .with("scenario", word)
        .with("group", group.name())
        .with("operation", operation)
        .with("go", go)
        .with("catalogue", catalogue)
        .with("goroutines", goroutines)
        .with("parallel", parallel)
        .with("procs", procs)
        .with("quick", quick);
  }

  static ScenarioInfo ofJson(JsonObject json) {
    return new ScenarioInfo(
        json.string("scenario"),
        Group.valueOf(json.string("group")),
        json.string("operation"),
        json.string("go"),
        json.flag("catalogue"),
        json.flag("goroutines"),
        json.flag("parallel"),
        json.numbers("procs").stream().map(Double::intValue).toList(),
        json.flag("quick"));
  }
}
