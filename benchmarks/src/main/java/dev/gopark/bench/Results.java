package dev.gopark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a results file holds: lines of JSON, first the {@link Environment}, then for each scenario
 * its {@link ScenarioInfo} and for each run that has ended a {@link Measured}. If something was
 * written twice the later line counts.
 *
 * @param scenarios by word
 */
record Results(
    Environment environment, Map<String, ScenarioInfo> scenarios, Map<Run.Key, Measured> runs) {

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
      for (String line : lines.subList(1, lines.size())) {
        number++;
        JsonObject json = Json.readObject(line);
        if (json.has("run")) {
          Measured measured = Measured.ofJson(json);
          runs.put(measured.run(), measured);
        } else {
          var info = ScenarioInfo.ofJson(json);
          scenarios.put(info.word(), info);
        }
      }
      return new Results(environment, scenarios, runs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ", line " + number + ": " + e.getMessage(), e);
    }
  }
}
