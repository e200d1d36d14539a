package dev.gopark.sched;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A named pipe: reading from it blocks the platform thread, in a native method, until it is fed.
 */
final class Fifo implements AutoCloseable {
  private final Path directory;
  private final Path path;

  Fifo() throws IOException, InterruptedException {
    directory = Files.createTempDirectory("gopark-fifo");
    path = directory.resolve("fifo");
    int exit = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("mkfifo ended with " + exit);
    }
  }

  /** Blocks until somebody feeds it. */
  int read() {
    try (var in = new FileInputStream(path.toFile())) {
      return in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Frees a reader; waits for one. */
  void feed(int value) {
    try (var out = new FileOutputStream(path.toFile())) {
      out.write(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Frees all readers and feeds up to {@code n} of them, without waiting for any; to be closed when
   * they have read.
   */
  Closeable feedAll(int n) throws IOException {
    var both = new RandomAccessFile(path.toFile(), "rw"); // who reads and writes does not block
    both.write(new byte[n]);
    return both;
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
    Files.delete(directory);
  }
}
