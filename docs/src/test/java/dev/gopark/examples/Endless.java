package dev.gopark.examples;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A file that takes no room and minutes to read: it is one large hole. */
final class Endless {
  private static final long SIZE = 256L << 30;

  private Endless() {}

  static void makeFile(Path directory) throws IOException {
    try (var file = new RandomAccessFile(directory.resolve("endless").toFile(), "rw")) {
      file.setLength(SIZE);
    }
  }
}
