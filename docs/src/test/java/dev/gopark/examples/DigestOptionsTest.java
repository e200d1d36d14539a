package dev.gopark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused is tested with the whole program, in DigestTest. */
class DigestOptionsTest {
  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "30s, PT30S", "2m, PT2M", "1h, PT1H", "0s, PT0S"})
  void parse_deadline_hasItsUnit(String text, Duration expected) {
    assertThat(DigestOptions.parse("--deadline", text).deadline()).contains(expected);
  }

  @Test
  void parse_nothing_isTheCurrentDirectoryAndAWorkerAProcessor() throws Exception {
    var options = DigestOptions.parse();
    assertThat(options.directory()).isEqualTo(Path.of("").toRealPath());
    assertThat(options.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(options.deadline()).isEmpty();
  }
}
