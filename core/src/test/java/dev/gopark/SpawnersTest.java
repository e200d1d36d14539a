package dev.gopark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who starts goroutines is decided once a JVM, so each case here is a JVM of its own. */
class SpawnersTest {
  @TempDir private Path folder;

  private static String location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** What the probe prints, errors included, with or without a scheduler on its class path. */
  private String probe(boolean withFake, String... options)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> path = new ArrayList<>(List.of(location(Go.class), location(SpawnersProbe.class)));
    if (withFake) {
      Path services = Files.createDirectories(folder.resolve("META-INF/services"));
      Files.writeString(
          services.resolve("dev.gopark.internal.Spawner"), "dev.gopark.SpawnersProbe$Fake\n");
      path.add(folder.toString());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", String.join(File.pathSeparator, path), SpawnersProbe.class.getName()));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // A JVM that finds options here says so on its output.
    List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  @Test
  @DisplayName("without a scheduler module goroutines are the JDK's virtual threads, silently")
  void auto_noProvider_jdk() throws Exception {
    String expected = "ran on JDK virtual-thread scheduler as a";
    assertThat(probe(false)).isEqualToIgnoringNewLines(expected);
    assertThat(probe(false, "-Dgopark.scheduler=auto")).isEqualToIgnoringNewLines(expected);
  }

  @Test
  @DisplayName("a usable scheduler takes over, silently")
  void auto_usableProvider_isTaken() throws Exception {
    String expected = "ran on fake scheduler as fake-a";
    assertThat(probe(true)).isEqualToIgnoringNewLines(expected);
    assertThat(probe(true, "-Dgopark.scheduler=GMP")).isEqualToIgnoringNewLines(expected);
  }

  @Test
  @DisplayName("an unusable scheduler that nobody asked for: silence")
  void noSetting_unusableProvider_fallsBackSilently() throws Exception {
    assertThat(probe(true, "-Dprobe.reason=add --add-opens something"))
        .isEqualToIgnoringNewLines("ran on JDK virtual-thread scheduler as a");
  }

  @Test
  @DisplayName(
      "an unusable scheduler: auto, or a JVM prepared for it, logs one entry with the reason")
  void auto_unusableProvider_fallsBackAndLogs() throws Exception {
    String said = "INFO: add --add-opens something; goroutines run on the JDK's own scheduler";
    for (String asked : List.of("-Dgopark.scheduler=auto", "-Dprobe.expected=true")) {
      assertThat(probe(true, "-Dprobe.reason=add --add-opens something", asked))
          .contains("ran on JDK virtual-thread scheduler as a")
          .containsOnlyOnce(said);
    }
  }

  @Test
  @DisplayName("an unusable or missing scheduler: gmp fails fast and says why")
  void gmp_cannotBeMet_fails() throws Exception {
    assertThat(probe(true, "-Dgopark.scheduler=gmp", "-Dprobe.reason=not open"))
        .contains("IllegalStateException: -Dgopark.scheduler=gmp cannot be met: not open")
        .doesNotContain("goroutines run on");
    assertThat(probe(false, "-Dgopark.scheduler=gmp"))
        .contains("cannot be met: gopark-sched is not on the class or module path");
  }

  @Test
  @DisplayName("jdk does not look at the scheduler")
  void jdk_ignoresProvider() throws Exception {
    assertThat(probe(true, "-Dgopark.scheduler=jdk"))
        .isEqualToIgnoringNewLines("ran on JDK virtual-thread scheduler as a");
  }

  @Test
  @DisplayName("an unknown setting is refused")
  void unknown_isRefused() throws Exception {
    assertThat(probe(false, "-Dgopark.scheduler=fifo"))
        .contains("-Dgopark.scheduler=fifo is not known: use auto, gmp or jdk");
    assertThatThrownBy(() -> Spawners.choose("")).isInstanceOf(IllegalArgumentException.class);
    assertThat(Spawners.choose("JDK")).isInstanceOf(JdkSpawner.class);
  }

  @Test
  @DisplayName("the JDK's spawner is always usable and says what it is")
  void jdkSpawner() throws InterruptedException {
    var spawner = new JdkSpawner();
    assertThat(spawner.unusable()).isNull();
    assertThat(spawner).hasToString("JDK virtual-thread scheduler");
    Thread unnamed = spawner.spawn(null, () -> {});
    unnamed.join();
    assertThat(unnamed.getName()).isEmpty();
    assertThat(unnamed.isVirtual()).isTrue();
  }
}
