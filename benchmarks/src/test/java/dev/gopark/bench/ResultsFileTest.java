package dev.gopark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
  @TempDir private Path folder;

  @Test
  void open_sameCircumstances_goesOnBehindWhatIsThere() throws Exception {
    Path file = folder.resolve("r.jsonl");
    var measured = new Fixture().time(Fixture.OURS, 0, 1.5, 2).results().runs();
    ResultsFile first = ResultsFile.open(file, Fixture.environment("abc"), false);
    for (Measured each : measured.values()) {
      first.append(Fixture.HAND_OVER, each);
    }
    Files.writeString(file, Files.readString(file) + "{\"run\":\"half a li");
    ResultsFile second = ResultsFile.open(file, Fixture.environment("abc"), false);
    assertThat(measured.keySet()).allMatch(second::has);
    assertThat(Results.read(file).runs()).isEqualTo(measured);
    assertThat(Results.read(file).environment()).isEqualTo(Fixture.environment("abc"));
  }

  @Test
  void open_failedBefore_triesAgain() throws Exception {
    Path file = folder.resolve("r.jsonl");
    var failed = new Fixture().failure(Fixture.OURS, "it \"broke\"\n").results().runs();
    for (Measured each : failed.values()) {
      ResultsFile.open(file, Fixture.environment("abc"), false).append(Fixture.HAND_OVER, each);
    }
    assertThat(Results.read(file).runs()).isEqualTo(failed);
    ResultsFile again = ResultsFile.open(file, Fixture.environment("abc"), false);
    assertThat(failed.keySet()).noneMatch(again::has);
  }

  @Test
  void open_otherCommit_refusesUnlessForced() throws Exception {
    Path file = folder.resolve("r.jsonl");
    ResultsFile.open(file, Fixture.environment("abc"), false);
    assertThatThrownBy(() -> ResultsFile.open(file, Fixture.environment("def"), false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("commit: abc there, def now")
        .hasMessageContaining("--force");
    var measured = new Fixture().time(Fixture.OURS, 0, 1.5, 2).results().runs();
    ResultsFile mixed = ResultsFile.open(file, Fixture.environment("def"), true);
    for (Measured each : measured.values()) {
      mixed.append(Fixture.HAND_OVER, each);
    }

    Results results = Results.read(file);
    assertThat(results.environment()).isEqualTo(Fixture.environment("abc"));
    assertThat(results.additions())
        .containsExactly(
            new Results.Addition(
                Fixture.environment("def"), new TreeSet<>(Set.of(Fixture.HAND_OVER.word()))));
    assertThat(new BenchmarksPage(results, Row.of(results), Map.of()).toString())
        .contains("| of | commit abc, 2026-01-01 |")
        .contains("| of | commit def, 2026-01-01: 1 scenarios, named at the end |")
        .contains("`" + Fixture.HAND_OVER.word() + "`");
  }
}
