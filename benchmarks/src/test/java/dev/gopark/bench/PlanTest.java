package dev.gopark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Entry ENTRY =
      new Entry(
          Fixture.HAND_OVER,
          List.of(
              new Entry.Candidate(Fixture.OURS, Entry.Kind.JMH_METHOD, "a"),
              new Entry.Candidate(Fixture.RIVAL, Entry.Kind.JMH_METHOD, "b")),
          2);

  @Test
  void of_rounds_contendersTakeTurns() {
    List<Run> runs =
        Plan.of(List.of(ENTRY), new TreeSet<>(List.of(2)), 2, Settings.FULL, c -> true);
    assertThat(runs)
        .extracting(run -> run.contender().name() + run.round())
        .containsExactly("gopark0", "queue0", "gopark1", "queue1");
  }

  @Test
  void procs_moreCoresThanNamed_takesThemToo() {
    assertThat(Plan.procs(Fixture.HAND_OVER, Plan.defaultProcs(8), 8)).containsExactly(1, 2, 8);
    assertThat(Plan.procs(Fixture.HAND_OVER, Plan.defaultProcs(1), 1)).containsExactly(1);
  }

  @Test
  void options_misspelt_sayWhatThereIs() {
    assertThatThrownBy(() -> CompareOptions.parse(List.of("--fast")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--fast")
        .hasMessageContaining("--quick");
    assertThat(CompareOptions.parse(List.of("--quick", "--procs", "1,2")).procs())
        .containsExactly(1, 2);
  }

  @Test
  void progress_someEnded_scalesTheRest() {
    var progress = new Progress(4, 40);
    progress.end(10, 20);
    assertThat(progress.left()).isEqualTo(60);
  }

  @Test
  void guard_ratioAboveItsBound_isBroken() {
    assertThat(Guard.broken(List.of())).as("nothing measured").hasSize(Guard.RULES.size());
  }

  @Test
  void goLine_unitsAndBytes_areForOneOperation() throws Exception {
    var outcome =
        new Child.Outcome(
            0, "BenchmarkX/a=1-2   100  2000 ns/op  20.0 ns/unit  800 B/op  3 allocs/op\n", 2, 3);
    var metrics = GoLauncher.parse("X/a=1", outcome);
    assertThat(metrics.get(Metric.TIME).median()).isEqualTo(20);
    assertThat(metrics.get(Metric.CPU).median()).isEqualTo(30);
    assertThat(metrics.get(Metric.BYTES).median()).isEqualTo(8);
  }
}
