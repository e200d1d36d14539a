package dev.gopark.examples;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** The same work without goroutines: one file after the other. */
final class Sequential {
  private Sequential() {}

  /** Digests until all is done, or {@code stop} says so. */
  static Summary run(Path root, BooleanSupplier stop) {
    var summary = new Summary(root);
    var files = new FileTree(root);
    while (files.hasNext() && !stop.getAsBoolean()) {
      FileResult.of(files.next(), stop).ifPresent(summary::add);
    }
    return summary;
  }
}
