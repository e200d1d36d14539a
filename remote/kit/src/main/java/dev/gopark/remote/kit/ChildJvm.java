package dev.gopark.remote.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A program in a JVM of its own, whose lines of output are read as they come. */
public final class ChildJvm implements AutoCloseable {
  private final Watched process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private ChildJvm(Watched process) {
    this.process = process;
  }

  /**
   * Starts one with the class path of this JVM.
   *
   * @param main the name of the class with the main method
   */
  public static ChildJvm start(String main, List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                classPath(),
                main));
    command.addAll(arguments);
    var child = new ChildJvm(Watched.start(Optional.empty(), command));
    Thread.ofPlatform().daemon().name("child-output").start(child::read);
    return child;
  }

  /** Modules, what is patched into them, and the class path: all as one class path. */
  private static String classPath() {
    var parts = new ArrayList<String>();
    parts.add(Path.of("target/test-classes").toAbsolutePath().toString());
    for (String property :
        List.of("jdk.module.path", "surefire.test.class.path", "java.class.path")) {
      String value = System.getProperty(property);
      if (value != null && !value.isEmpty()) {
        parts.add(value);
      }
    }
    return String.join(java.io.File.pathSeparator, parts);
  }

  private void read() {
    try {
      for (String line; (line = process.readLine()) != null; ) {
        lines.add(line);
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  public Watched process() {
    return process;
  }

  /** Its output so far. */
  public List<String> lines() {
    return lines;
  }

  /** Waits for a line of its output. */
  public String await(String what, Predicate<String> wanted) {
    Await.until(
        what + " in the output of " + process.pid(),
        () -> {
          if (lines.stream().anyMatch(wanted)) {
            return true;
          }
          if (!process.isAlive()) {
            throw new AssertionError("the child has ended; it said " + lines);
          }
          return false;
        });
    return lines.stream().filter(wanted).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    process.close();
  }
}
