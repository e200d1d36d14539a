package dev.gopark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end. Not more than one at a time, or their processor times mix. */
final class Child {
  private static final Path OWN_STAT = Path.of("/proc/self/stat");
  private static final double TICKS_PER_SECOND = 100; // of the kernel's ABI, whatever its own HZ

  private Child() {}

  /**
   * What a command did.
   *
   * @param text both of its output streams
   * @param cpuSeconds its processor time, user and system; NaN where the system does not say
   */
  record Outcome(int status, String text, double seconds, double cpuSeconds) {
    /** The last lines, for a message. */
    String tail() {
      List<String> lines = text.strip().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }
  }

  /**
   * Runs it.
   *
   * @param environment variables that are added
   * @throws RunFailedException if it could not be started or did not end in time
   */
  static Outcome run(
      Path folder, long limitSeconds, Map<String, String> environment, List<String> command)
      throws RunFailedException, InterruptedException {
    Path output = null;
    try {
      output = Files.createTempFile("benchmark", ".log");
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      double cpu = childrenSeconds();
      long start = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      if (!waitFor(process, limitSeconds)) {
        throw new RunFailedException(
            "ended after " + limitSeconds + " s: " + String.join(" ", command));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return new Outcome(process.exitValue(), text, seconds, childrenSeconds() - cpu);
    } catch (IOException e) {
      throw new RunFailedException(command.get(0) + ": " + e.getMessage());
    } finally {
      if (output != null) {
        delete(output);
      }
    }
  }

  private static boolean waitFor(Process process, long limitSeconds) throws InterruptedException {
    boolean ended = false;
    try {
      ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
      return ended;
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The processor time of all children that have ended, in steps of ten milliseconds. */
  private static double childrenSeconds() {
    try {
      String stat = Files.readString(OWN_STAT);
      // Behind the name, which may contain anything, in brackets: fields 3 and following of
      // proc(5).
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
