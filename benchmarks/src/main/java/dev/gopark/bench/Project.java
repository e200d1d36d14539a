package dev.gopark.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are. */
record Project(Path root) {
  /**
   * Finds the project around the working directory.
   *
   * @throws IllegalStateException if the working directory is not in it
   */
  static Project find() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("benchmarks/go/go.mod"))) {
        return new Project(folder);
      }
    }
    throw new IllegalStateException(
        Path.of("").toAbsolutePath() + " is not in the project: start there, in its root folder");
  }

  Path benchmarks() {
    return root.resolve("benchmarks");
  }

  Path results() {
    return benchmarks().resolve("results");
  }

  Path results(String name) {
    return results().resolve(name + ".jsonl");
  }
}
