package dev.gopark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a results file holds: lines of JSON, first the {@link Environment}, then for each scenario
 * its {@link ScenarioInfo} and for each run that has ended a {@link Measured}. If something was
 * written twice the later line counts. Another environment further down is that of all lines behind
 * it.
 *
 * @param additions what was measured under other circumstances, because somebody insisted
 * @param scenarios by word
 */
record Results(
    Environment environment,
    List<Addition> additions,
    Map<String, ScenarioInfo> scenarios,
    Map<Run.Key, Measured> runs) {
  /**
   * Runs under circumstances of their own.
   *
   * @param words the scenarios of which at least one run is among them
   */
  record Addition(Environment environment, SortedSet<String> words) {}

  /**
   * Reads a file. A last line without its end is what a session wrote when it was killed, and is
   * passed over.
   *
   * @throws IllegalArgumentException if a line is not one of results; names file and line
   */
  static Results read(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no results: delete it");
    }
    int number = 1;
    try {
      var environment = Environment.ofJson(Json.readObject(lines.get(0)));
      Map<String, ScenarioInfo> scenarios = new LinkedHashMap<>();
      Map<Run.Key, Measured> runs = new LinkedHashMap<>();
      List<Addition> additions = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        number++;
        JsonObject json = Json.readObject(line);
        if (json.has("run")) {
          Measured measured = Measured.ofJson(json);
          runs.put(measured.run(), measured);
          if (!additions.isEmpty()) {
            additions.getLast().words().add(measured.run().scenario());
          }
        } else if (json.has("machine")) {
          additions.add(new Addition(Environment.ofJson(json), new TreeSet<>()));
        } else {
          var info = ScenarioInfo.ofJson(json);
          scenarios.put(info.word(), info);
        }
      }
      return new Results(environment, additions, scenarios, runs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ", line " + number + ": " + e.getMessage(), e);
    }
  }
}
