package dev.gopark.bench;

import dev.gopark.bench.Entry.Kind;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a scenario of {@code SchedulerFigures}, or of its Go twin, and takes over its rows. */
final class ProgramLauncher implements Launcher {
  private final Project project;
  private final @Nullable Path twin;

  /**
   * Makes one.
   *
   * @param twin the Go program; null if there is no Go
   */
  ProgramLauncher(Project project, @Nullable Path twin) {
    this.project = project;
    this.twin = twin;
  }

  @Override
  public Map<String, Metric> launch(Run run, Settings settings)
      throws RunFailedException, InterruptedException {
    boolean go = run.candidate().kind() == Kind.GO_PROGRAM;
    String word = run.candidate().target();
    List<String> command = go ? goCommand() : javaCommand(run);
    if (settings.quick()) {
      command.add(go ? "-quick" : "--quick");
    }
    command.add(word);
    var environment = Map.of("GOMAXPROCS", String.valueOf(run.procs()));
    long limit = settings.limitSeconds(run.candidate());
    Child.Outcome outcome = Child.run(project.root(), limit, environment, command);
    if (outcome.status() != 0) {
      throw new RunFailedException("exit status " + outcome.status() + ": " + outcome.tail());
    }
    return parse(word, outcome.text());
  }

  private List<String> goCommand() {
    if (twin == null) {
      throw new IllegalStateException("there is no Go; leave its contenders out of the plan");
    }
    return new ArrayList<>(List.of(twin.toString()));
  }

  private static List<String> javaCommand(Run run) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JmhLauncher.schedulerArguments(run.contender().scheduler(), run.procs()));
    command.addAll(Programs.jvmOptions(run.candidate().target()));
    command.add("-cp");
    command.add(absoluteClassPath());
    command.add("dev.gopark.sched.SchedulerFigures");
    return command;
  }

  private static String absoluteClassPath() {
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      parts.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, parts);
  }

  /** Reads {@code scenario,scheduler,procs,round,metric,value,unit}; other lines are warnings. */
  static Map<String, Metric> parse(String word, String text) throws RunFailedException {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String[] row = line.split(",", -1);
      if (row.length == 7 && row[0].equals(word)) {
        String name = row[4].equals("wall") ? Metric.TIME : row[4];
        var metric = new Metric(row[6], List.of(Double.valueOf(row[5])));
        metrics.merge(name, metric, Metric::and);
      }
    }
    if (metrics.isEmpty()) {
      throw new RunFailedException(word + " printed no rows: " + text);
    }
    return metrics;
  }
}
