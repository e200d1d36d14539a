package dev.gopark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command {@code guard}: compares six scenarios with a rival in the same run. Ratios only,
 * never times, so that it means the same on any machine; the bounds leave room for a busy one.
 */
final class Guard {
  /**
   * Ours may take at most {@code bound} times as long as the rival.
   *
   * @param why why the bound is what it is
   */
  record Rule(String word, int procs, Contender ours, Contender rival, double bound, String why) {}

  private static final Contender OURS = Contender.ours(Contender.JDK);
  private static final Contender ON_GMP = Contender.ours(Contender.GMP);

  static final List<Rule> RULES =
      List.of(
          new Rule("pair", 1, OURS, rival("arrayBlockingQueue"), 1.5, "level with it, or ahead"),
          new Rule("selectUncontended", 1, OURS, rival("jox"), 1.0, "well ahead of it"),
          new Rule("rendezvous", 2, ON_GMP, OURS, 0.8, "the point of the scheduler: a third"),
          new Rule("stream100", 2, ON_GMP, OURS, 0.6, "the point of the scheduler: a tenth"),
          new Rule("timerChurn", 1, OURS, rival("scheduledThreadPool"), 1.0, "half of it"),
          new Rule("mutexUncontended", 1, OURS, rival("reentrantLock"), 1.5, "level with it"));

  private final Project project;
  private final PrintStream out;

  Guard(Project project, PrintStream out) {
    this.project = project;
    this.out = out;
  }

  private static Contender rival(String name) {
    return new Contender(name, Contender.JDK);
  }

  /** Returns the exit status: 1 if a bound is broken. */
  int run(List<String> arguments) throws IOException, InterruptedException {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("guard takes no arguments");
    }
    Map<Run.Key, Measured> measured = new LinkedHashMap<>();
    List<Run> runs = plan(Scenarios.discover());
    new Session(Compare.launchers(project, null), Settings.GUARD, out)
        .run(runs, Duration.ofHours(1), (run, result) -> measured.put(run.key(), result));
    Map<String, ScenarioInfo> scenarios = new LinkedHashMap<>();
    runs.forEach(run -> scenarios.put(run.scenario().word(), run.scenario()));
    List<String> broken = broken(Row.of(scenarios, measured));
    broken.forEach(out::println);
    out.println(
        broken.isEmpty()
            ? "guard: all " + RULES.size() + " bounds hold"
            : "guard: " + broken.size() + " of " + RULES.size() + " bounds do not hold");
    return broken.isEmpty() ? 0 : 1;
  }

  static List<Run> plan(List<Entry> entries) {
    List<Run> runs = new ArrayList<>();
    for (Rule rule : RULES) {
      Entry entry =
          entries.stream()
              .filter(e -> e.info().word().equals(rule.word()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no scenario " + rule.word()));
      for (int round = 0; round < Settings.GUARD.rounds(); round++) {
        for (Contender contender : List.of(rule.ours(), rule.rival())) {
          Entry.Candidate candidate =
              entry.candidates().stream()
                  .filter(c -> c.contender().equals(contender))
                  .findFirst()
                  .orElseThrow(
                      () -> new IllegalStateException(rule.word() + " lacks " + contender));
          runs.add(new Run(entry.info(), candidate, rule.procs(), round));
        }
      }
    }
    return runs;
  }

  /** A sentence for each rule that does not hold. */
  static List<String> broken(List<Row> rows) {
    List<String> broken = new ArrayList<>();
    for (Rule rule : RULES) {
      double ours = time(rows, rule, rule.ours());
      double rival = time(rows, rule, rule.rival());
      if (!(ours / rival <= rule.bound())) {
        broken.add(
            String.format(
                "%s P=%d: %s takes %s ns, %s %s ns: ratio %s, bound %s (%s)",
                rule.word(),
                rule.procs(),
                rule.ours(),
                Figures.number(ours),
                rule.rival(),
                Figures.number(rival),
                Figures.ratio(ours / rival),
                rule.bound(),
                rule.why()));
      }
    }
    return broken;
  }

  private static double time(List<Row> rows, Rule rule, Contender contender) {
    return rows.stream()
        .filter(row -> row.scenario().word().equals(rule.word()) && row.procs() == rule.procs())
        .flatMap(row -> row.cell(contender).stream())
        .mapToDouble(cell -> cell.median(Metric.TIME))
        .findFirst()
        .orElse(Double.NaN);
  }
}
