package dev.gopark.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ways to open {@code java.lang} to the scheduler, each in a JVM of its own, with the jar as it
 * is packaged. Runs in the phase {@code integration-test}.
 */
class WaysInIT {
  private static final Path JAR = Path.of(System.getProperty("gopark.sched.jar"));
  private static final Path CORE = placeOf(Go.class);
  private static final Path TESTS = placeOf(Program.class);
  private static final String CLASS_PATH = path(JAR, CORE, TESTS);
  private static final String MAIN = Program.class.getName();
  private static final String ON_OURS = "runnable@gopark-main-M";
  private static final String ON_THE_JDKS = "runnable@ForkJoinPool-";
  private static final String AGENT = "dev.gopark.sched.JavaLangAgent";

  @TempDir Path directory;

  @Test
  void start_withoutAnyWay_runsOnTheJdksSchedulerAndNamesTheFlag() throws Exception {
    assertThat(java("-cp", CLASS_PATH, MAIN))
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED", ON_THE_JDKS)
        .doesNotContain("own: ");
  }

  @Test
  void start_gmpWithoutAnyWay_fails() throws Exception {
    assertThat(javaFailing("-Dgopark.scheduler=gmp", "-cp", CLASS_PATH, MAIN))
        .contains("-Dgopark.scheduler=gmp cannot be met")
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
  }

  @Test
  void start_jdkWithAFlag_runsOnTheJdksScheduler() throws Exception {
    var flag = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    assertThat(java(flag, "-Dgopark.scheduler=jdk", "-cp", CLASS_PATH, MAIN))
        .contains(ON_THE_JDKS, "own: ");
  }

  @Test
  void start_flagOnClassPath_runsOnOurs() throws Exception {
    assertOnOurs("--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", CLASS_PATH, MAIN);
  }

  @Test
  void start_flagOnModulePath_runsOnOurs() throws Exception {
    assertOnOurs(
        "--add-opens=java.base/java.lang=gopark.sched",
        "-p",
        path(JAR, CORE),
        "--add-modules=gopark.sched",
        "-cp",
        TESTS.toString(),
        MAIN);
  }

  @Test
  void start_agentOnClassPath_runsOnOurs() throws Exception {
    assertOnOurs("-javaagent:" + JAR, "-cp", CLASS_PATH, MAIN);
  }

  @Test
  void start_agentOnModulePath_runsOnOurs() throws Exception {
    assertOnOurs(
        "-javaagent:" + JAR,
        "-p",
        path(JAR, CORE),
        "--add-modules=gopark.sched",
        "-cp",
        TESTS.toString(),
        MAIN);
  }

  @Test
  void start_optionsInTheEnvironment_runsOnOurs() throws Exception {
    var result =
        run(
            Map.of("JDK_JAVA_OPTIONS", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
            "-cp",
            CLASS_PATH,
            MAIN);
    assertThat(result.output).contains(ON_OURS, "own: ");
  }

  @Test
  void start_mainJarThatOpens_runsOnOurs() throws Exception {
    assertOnOurs("-jar", mainJar(Map.of("Add-Opens", "java.base/java.lang")));
  }

  @Test
  void start_mainJarWithLauncherAgent_runsOnOurs() throws Exception {
    assertOnOurs("-jar", mainJar(Map.of("Launcher-Agent-Class", AGENT)));
  }

  @Test
  void start_mainJarWithoutEither_runsOnTheJdksScheduler() throws Exception {
    assertThat(java("-jar", mainJar(Map.of()))).contains(ON_THE_JDKS);
  }

  private void assertOnOurs(String... arguments) throws Exception {
    assertThat(java(arguments))
        .contains("reason: supported", ON_OURS, "runnable@gopark-own-M")
        .doesNotContain("WARNING");
  }

  /** A jar to start with {@code -jar}, which finds the classes at their places. */
  private String mainJar(Map<String, String> more) throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, MAIN);
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(JAR, CORE, TESTS)
            .map(p -> p.toUri().toString())
            .collect(Collectors.joining(" ")));
    more.forEach(attributes::putValue);
    Path jar = directory.resolve("main.jar");
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
    return jar.toString();
  }

  private String java(String... arguments) throws Exception {
    Result result = run(Map.of(), arguments);
    assertThat(result.status).as(result.output).isZero();
    return result.output;
  }

  private String javaFailing(String... arguments) throws Exception {
    Result result = run(Map.of(), arguments);
    assertThat(result.status).as(result.output).isNotZero();
    return result.output;
  }

  private Result run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(output, UTF_8));
  }

  private record Result(int status, String output) {}

  private static String path(Path... places) {
    return Stream.of(places).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Path placeOf(Class<?> type) {
    var location = type.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(URI.create(location.toString()));
  }
}
