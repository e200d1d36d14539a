package dev.gopark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a newcomer runs, in a JVM of its own. */
class TourTest {
  @TempDir Path directory;

  @Test
  void main_noArguments_showsAllThreeParts() throws Exception {
    Path output = directory.resolve("output");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Djdk.virtualThreadScheduler.parallelism=2",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Tour.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // a JVM prints that it has picked it up
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as(printed).isZero();
    assertThat(printed)
        .containsPattern("JDK +\\|[.+#]{50}\\| [\\d,]+ wakes?, longest wait [\\d,]+ ms")
        .containsPattern("gopark +\\|[.+#]{50}\\| [\\d,]+ wakes?, longest wait [\\d,]+ ms")
        .containsPattern("s: \\d+ answers, \\d+ cut off by the deadline, 0 goroutines left")
        .containsPattern("ratio +\\d+[.]\\d\\d times as fast with 2 workers")
        .contains("That took ");
    try (var left = Files.list(directory)) {
      assertThat(left).as("files left behind").containsExactly(output);
    }
  }
}
