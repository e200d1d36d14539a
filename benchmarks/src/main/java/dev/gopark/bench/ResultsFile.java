package dev.gopark.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A results file to which runs are appended as they end, so that nothing that ended is lost. */
final class ResultsFile {
  private final Path file;
  private final Map<String, ScenarioInfo> scenarios = new HashMap<>();
  private final Set<Run.Key> done = new HashSet<>();

  private ResultsFile(Path file) {
    this.file = file;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param force whether to go on although the figures in it were measured under other
   *     circumstances
   * @throws IllegalStateException if they were, and that is not forced
   */
  static ResultsFile open(Path file, Environment environment, boolean force) throws IOException {
    var results = new ResultsFile(file);
    if (!Files.exists(file)) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      results.append(environment.toJson());
      return results;
    }
    Results old = Results.read(file);
    List<String> differences = old.environment().differences(environment);
    if (!differences.isEmpty() && !force) {
      throw new IllegalStateException(
          file
              + " was measured under other circumstances:\n  "
              + String.join("\n  ", differences)
              + "\nTake another --name, delete the file, or mix both with --force.");
    }
    results.dropPartOfLine();
    if (!differences.isEmpty()) {
      results.append(environment.toJson());
    }
    results.scenarios.putAll(old.scenarios());
    old.runs().values().stream()
        .filter(measured -> !measured.failed()) // those that failed get another chance
        .forEach(measured -> results.done.add(measured.run()));
    return results;
  }

  boolean has(Run.Key run) {
    return done.contains(run);
  }

  void append(ScenarioInfo scenario, Measured measured) throws IOException {
    if (!scenario.equals(scenarios.put(scenario.word(), scenario))) {
      append(scenario.toJson());
    }
    append(measured.toJson());
    done.add(measured.run());
  }

  private void append(JsonObject line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Of a session that was killed while it wrote. */
  private void dropPartOfLine() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!text.endsWith("\n")) {
      Files.writeString(file, text.substring(0, text.lastIndexOf('\n') + 1));
    }
  }
}
