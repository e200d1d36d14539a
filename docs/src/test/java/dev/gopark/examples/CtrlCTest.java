package dev.gopark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on the program in a JVM of its own. */
class CtrlCTest {
  private static final Duration SOON = Duration.ofSeconds(50);

  @TempDir Path tree;

  @Test
  void main_ctrlC_endsWithinSecondsAndSaysWhatWasDone() throws Exception {
    Endless.makeFile(tree);
    Path out = tree.resolveSibling(tree.getFileName() + ".out");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        defaultSigint(), Stream.of(java(), "-cp", classPath(), main(), "" + tree))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      awaitLine(process, out, "  0 files, 0 bytes"); // the first progress line
      kill(process);
      assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(process.exitValue()).isEqualTo(Digest.INTERRUPTED);
      assertThat(Files.readString(out))
          .contains("interrupted during the first run, after 0 files and 0 bytes")
          .contains("everything is closed")
          .doesNotContain("Exception", "giving up", "identical");
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(out);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static String main() {
    return Digest.class.getName();
  }

  /**
   * A shell that starts a job in the background makes it ignore SIGINT, and all that it starts, and
   * a JVM leaves an ignored signal alone. Where the tests run like that, env can undo it.
   */
  private static Stream<String> defaultSigint() throws Exception {
    String[] env = {"env", "--default-signal=INT"};
    var probe = new ProcessBuilder(env[0], env[1], "true").redirectErrorStream(true).start();
    return probe.waitFor() == 0 ? Stream.of(env) : Stream.empty();
  }

  private static void awaitLine(Process process, Path out, String line) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    while (!Files.readAllLines(out).contains(line)) {
      assertThat(process.isAlive()).as(Files.readString(out)).isTrue();
      assertThat(System.nanoTime()).as(Files.readString(out)).isLessThan(end);
      LockSupport.parkNanos(10_000_000); // leaves the processor to the child
    }
  }

  private static void kill(Process process) throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", "" + process.pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
