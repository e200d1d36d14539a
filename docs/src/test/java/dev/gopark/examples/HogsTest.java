package dev.gopark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs of their own: the hogs stop every virtual thread of the JDK's scheduler. */
class HogsTest {
  @TempDir Path directory;

  @Test
  void run_javaLangOpen_comparesBoth() throws Exception {
    String printed = run("--add-opens=java.base/java.lang=ALL-UNNAMED");
    assertThat(printed)
        .startsWith("4 hogs on 2 processors for 0.4 s")
        .containsPattern("(?m)^JDK +\\d+ .* ms  \\d+% \\d+% \\d+% \\d+%$")
        .containsPattern("(?m)^gopark +[\\d,]+ .* ms  \\d+% \\d+% \\d+% \\d+%$")
        .containsPattern("(?m)^JDK +#+ [\\d,]+ ms$")
        .doesNotContain("not shown");
  }

  @Test
  void run_javaLangNotOpen_showsTheJdksHalfAndSaysWhy() throws Exception {
    String printed = run("-Dunused");
    assertThat(printed)
        .containsPattern("(?m)^JDK +\\d+ ")
        .doesNotContainPattern("(?m)^gopark +\\d")
        .contains("gopark's scheduler is not shown: ")
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
  }

  @Test
  void of_noHogs_ticksAboutEachMillisecond() throws Exception {
    HogRun run = HogRun.of(Thread.ofVirtual().factory(), 0, Duration.ofSeconds(1));
    assertThat(run.ticks()).isBetween(2, 1_000);
    assertThat(run.gapMillis(0.5)).isGreaterThan(0.5).isLessThanOrEqualTo(run.gapMillis(1));
    assertThat(run.shares()).isEmpty();
  }

  @Test
  void of_hogs_sharesAddUpToAll() throws Exception {
    HogRun run = HogRun.of(Thread.ofPlatform().factory(), 3, Duration.ofMillis(100));
    assertThat(run.shares()).hasSize(3).isSorted();
    assertThat(run.shares().stream().mapToDouble(s -> s).sum()).isBetween(0.999, 1.001);
  }

  @Test
  void picture_wakes_showsWhenAndHowOften() {
    HogRun run =
        new HogRun(
            List.of(0L, 1_000_000L, 2_000_000L, 9_000_000L, 99_000_000L), List.of(), List.of());
    assertThat(run.picture(Duration.ofMillis(12), 3)).isEqualTo("#.+");
  }

  private String run(String option) throws Exception {
    Path output = directory.resolve("output");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Djdk.virtualThreadScheduler.parallelism=2",
                "-cp",
                System.getProperty("java.class.path"),
                Hogs.class.getName(),
                "0.4")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // a JVM prints that it has picked it up
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }
}
