package dev.gopark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Runs a benchmark of the Go twins, which {@link GoTwins} has built. */
final class GoLauncher implements Launcher {
  private final Path binary;

  GoLauncher(Path binary) {
    this.binary = binary;
  }

  @Override
  public Map<String, Metric> launch(Run run, Settings settings)
      throws RunFailedException, InterruptedException {
    long limit = settings.limitSeconds(run.candidate());
    String name = run.candidate().target();
    List<String> command =
        List.of(
            binary.toString(),
            "-test.run=^$",
            "-test.bench=" + pattern(name),
            "-test.cpu=" + run.procs(),
            "-test.count=" + settings.goCount(),
            "-test.benchtime=" + settings.goMillis() + "ms",
            "-test.benchmem",
            "-test.timeout=" + limit + "s");
    Path folder = binary.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalStateException(binary + " is in no folder");
    }
    Child.Outcome outcome = Child.run(folder, limit + 10, Map.of(), command);
    if (outcome.status() != 0) {
      throw new RunFailedException("exit status " + outcome.status() + ": " + outcome.tail());
    }
    return parse(name, outcome);
  }

  /** Go matches each level of the name by itself. */
  static String pattern(String name) {
    List<String> levels = new ArrayList<>();
    for (String level : ("Benchmark" + name).split("/", -1)) {
      levels.add("^" + level.replaceAll("[.+*?()\\[\\]{}|^$\\\\]", "\\\\$0") + "$");
    }
    return String.join("/", levels);
  }

  /**
   * Reads the lines of a benchmark: its name, how often it ran, and then values with their units.
   * {@code ns/unit} stands for {@code ns/op} where an iteration is not one operation.
   *
   * <p>Go does not say the processor time. It is the time of an operation, times the processor time
   * of the process, divided by its time on the clock: a share over the whole run, the way to the
   * measured part included.
   */
  static Map<String, Metric> parse(String name, Child.Outcome outcome) throws RunFailedException {
    List<Double> times = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    double share = outcome.cpuSeconds() / outcome.seconds();
    var line = Pattern.compile("Benchmark" + Pattern.quote(name) + "(-\\d+)?\\s+\\d+\\s+(.*)");
    for (String text : outcome.text().lines().toList()) {
      var matcher = line.matcher(text);
      if (!matcher.matches()) {
        continue;
      }
      String[] fields = matcher.group(2).strip().split("\\s+", -1);
      Map<String, Double> values = new LinkedHashMap<>();
      for (int i = 0; i + 1 < fields.length; i += 2) {
        values.put(fields[i + 1], Double.valueOf(fields[i]));
      }
      double iteration = values.getOrDefault("ns/op", Double.NaN);
      double operation = values.getOrDefault("ns/unit", iteration);
      times.add(operation);
      if (!Double.isNaN(share)) {
        cpu.add(operation * share);
      }
      if (values.containsKey("B/op")) {
        double units = operation == iteration ? 1 : iteration / operation;
        bytes.add(values.get("B/op") / units);
      }
    }
    if (times.isEmpty()) {
      throw new RunFailedException(
          "benchmarks/go has no Benchmark" + name + ": write it, or mend go = of the scenario");
    }
    Map<String, Metric> metrics = new LinkedHashMap<>();
    metrics.put(Metric.TIME, new Metric("ns/op", times));
    if (!cpu.isEmpty()) {
      metrics.put(Metric.CPU, new Metric("ns/op", cpu));
    }
    if (!bytes.isEmpty()) {
      metrics.put(Metric.BYTES, new Metric("B/op", bytes));
    }
    return metrics;
  }
}
