package dev.gopark.bench;

import dev.gopark.bench.Entry.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command {@code compare}. */
final class Compare {
  private final Project project;
  private final PrintStream out;

  Compare(Project project, PrintStream out) {
    this.project = project;
    this.out = out;
  }

  /** Returns the exit status: 1 if a run failed. */
  int run(CompareOptions options) throws IOException, InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    GoTwins go = go();
    List<Entry> entries =
        Scenarios.discover().stream().filter(entry -> options.wants(entry.info())).toList();
    var procs = options.procs().isEmpty() ? Plan.defaultProcs(cores) : options.procs();
    List<Run> all =
        Plan.of(
            entries, procs, cores, options.settings(), c -> go != null || !c.contender().isGo());
    if (all.isEmpty()) {
      out.println("Nothing to run. `compare --list` without --only shows every scenario.");
      return 2;
    }
    if (options.list()) {
      list(all, options.settings());
      return 0;
    }
    Path file = project.results(options.name());
    var environment = Environment.capture(project, go, options.settings(), options.full());
    var results = ResultsFile.open(file, environment, options.force());
    List<Run> runs = all.stream().filter(run -> !results.has(run.key())).toList();
    if (runs.size() < all.size()) {
      out.println(all.size() - runs.size() + " runs are in " + file + " already: going on.");
    }
    double seconds = Plan.seconds(runs, options.settings());
    out.println(runs.size() + " runs, " + Progress.about(seconds) + ", results in " + file);
    if (environment.load() > 0.5) {
      out.println("The machine is not idle: load average " + environment.load());
    }
    return measure(options, runs, results, launchers(project, go));
  }

  private int measure(
      CompareOptions options, List<Run> runs, ResultsFile results, Map<Kind, Launcher> launchers)
      throws IOException, InterruptedException {
    int[] failed = {0};
    int begun =
        new Session(launchers, options.settings(), out)
            .run(
                runs,
                options.budget(),
                (run, measured) -> {
                  results.append(run.scenario(), measured);
                  failed[0] += measured.failed() ? 1 : 0;
                });
    if (begun < runs.size()) {
      out.println(
          "The budget is used up: " + (runs.size() - begun) + " runs left for the same command.");
    }
    if (failed[0] > 0) {
      out.println(failed[0] + " runs failed; the same command tries them again.");
    }
    return failed[0] > 0 ? 1 : 0;
  }

  static Map<Kind, Launcher> launchers(Project project, @Nullable GoTwins go) {
    Map<Kind, Launcher> launchers = new EnumMap<>(Kind.class);
    var jmh = new JmhLauncher();
    var program = new ProgramLauncher(project, go == null ? null : go.figures());
    launchers.put(Kind.JMH_METHOD, jmh);
    launchers.put(Kind.JMH_PARAM, jmh);
    launchers.put(Kind.PROGRAM, program);
    launchers.put(Kind.GO_PROGRAM, program);
    if (go != null) {
      launchers.put(Kind.GO, new GoLauncher(go.tests()));
    }
    return launchers;
  }

  private @Nullable GoTwins go() throws InterruptedException {
    try {
      return GoTwins.build(project);
    } catch (RunFailedException e) {
      out.println("Without Go, which cannot be run here: " + e.getMessage());
      return null;
    }
  }

  private void list(List<Run> runs, Settings settings) {
    runs.stream().filter(run -> run.round() == 0).forEach(out::println);
    double seconds = Plan.seconds(runs, settings);
    out.println(runs.size() + " runs in all rounds, " + Progress.about(seconds));
  }
}
