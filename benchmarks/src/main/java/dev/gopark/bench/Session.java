package dev.gopark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes the runs of a plan, one after the other. */
final class Session {
  private final Map<Entry.Kind, Launcher> launchers;
  private final Settings settings;
  private final PrintStream out;

  Session(Map<Entry.Kind, Launcher> launchers, Settings settings, PrintStream out) {
    this.launchers = launchers;
    this.settings = settings;
    this.out = out;
  }

  /** Where ended runs go. */
  @FunctionalInterface
  interface Sink {
    void accept(Run run, Measured measured) throws IOException;
  }

  /**
   * Makes the runs and returns how many of them were begun: fewer than all if the budget was used
   * up. A run that fails is handed on like the others.
   */
  int run(List<Run> runs, Duration budget, Sink sink) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    var progress = new Progress(runs.size(), Plan.seconds(runs, settings));
    int begun = 0;
    for (Run run : runs) {
      if (System.nanoTime() - begin >= budget.toNanos()) {
        break;
      }
      begun++;
      Measured measured = measure(run);
      sink.accept(run, measured);
      progress.end(settings.seconds(run.candidate()), measured.seconds());
      out.println(progress.line(run, describe(measured)));
    }
    return begun;
  }

  private Measured measure(Run run) throws InterruptedException {
    Launcher launcher = launchers.get(run.candidate().kind());
    if (launcher == null) {
      throw new IllegalStateException("nobody can run " + run.candidate());
    }
    long begin = System.nanoTime();
    Map<String, Metric> metrics = Map.of();
    String failure = "";
    try {
      metrics = launcher.launch(run, settings);
    } catch (RunFailedException e) {
      failure = "" + e.getMessage();
    }
    return new Measured(run.key(), metrics, failure, (System.nanoTime() - begin) / 1e9);
  }

  private static String describe(Measured measured) {
    if (measured.failed()) {
      return "FAILED: " + measured.failure();
    }
    Metric time = measured.metrics().get(Metric.TIME);
    if (time != null) {
      return Figures.number(time.median()) + " ns";
    }
    var first = measured.metrics().entrySet().iterator().next();
    return first.getKey()
        + (" " + Figures.number(first.getValue().median()))
        + (" " + first.getValue().unit());
  }
}
