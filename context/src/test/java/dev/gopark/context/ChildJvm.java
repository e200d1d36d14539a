package dev.gopark.context;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/** A JVM of its own for a main method of the tests. */
final class ChildJvm {
  private ChildJvm() {}

  /** The command that runs a main class of the tests, on the class path, with options. */
  static List<String> command(Class<?> main, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    List<String> path = new ArrayList<>();
    for (String name : List.of("java.class.path", "jdk.module.path")) {
      if (System.getProperty(name) != null) {
        path.add(System.getProperty(name));
      }
    }
    for (Class<?> c : List.of(Context.class, main)) {
      path.add(Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    // Surefire patches the test classes into the module: they stand beside the main ones.
    path.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    command.add(String.join(File.pathSeparator, path));
    command.add(main.getName());
    return command;
  }

  /** Starts a command; what it prints, errors too, is its output. */
  static Process start(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // A JVM that finds options here says so on its output.
    List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    return builder.start();
  }

  /** Runs a main class to its end: the lines that it prints. */
  static List<String> run(Class<?> main, String... options) throws Exception {
    Process process = start(command(main, options));
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = out.lines().toList();
      Assertions.assertThat(process.waitFor()).as("%s", lines).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
