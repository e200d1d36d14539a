package dev.gopark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Go programs, built once before anything is measured.
 *
 * @param version of Go
 * @param tests the benchmarks
 * @param figures the twin of {@code SchedulerFigures}
 */
record GoTwins(String version, Path tests, Path figures) {
  private static final long BUILD_SECONDS = 600;

  /**
   * Builds them with the {@code go} on the path.
   *
   * @throws RunFailedException if there is none, or they do not compile
   */
  static GoTwins build(Project project) throws RunFailedException, InterruptedException {
    Path target = project.benchmarks().resolve("target");
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = go(project, "version").strip();
    var twins =
        new GoTwins(version, target.resolve("go-twins.test"), target.resolve("schedfigures"));
    go(project, "test", "-c", "-o", twins.tests.toString(), ".");
    go(project, "build", "-o", twins.figures.toString(), "./cmd/schedfigures");
    return twins;
  }

  private static String go(Project project, String... arguments)
      throws RunFailedException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("go"));
    command.addAll(List.of(arguments));
    var outcome = Child.run(project.benchmarks().resolve("go"), BUILD_SECONDS, Map.of(), command);
    if (outcome.status() != 0) {
      throw new RunFailedException(String.join(" ", command) + ": " + outcome.tail());
    }
    return outcome.text();
  }
}
