package dev.gopark.bench;

import dev.gopark.bench.Entry.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a benchmark in one fork of JMH, with the profilers of memory and of processor time. */
final class JmhLauncher implements Launcher {
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "watchdog");
        thread.setDaemon(true);
        return thread;
      });

  @Override
  public Map<String, Metric> launch(Run run, Settings settings) throws RunFailedException {
    var text = new ByteArrayOutputStream();
    var out = new PrintStream(text, true, StandardCharsets.UTF_8);
    var format = OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL);
    long limit = settings.limitSeconds(run.candidate());
    var late = new AtomicBoolean();
    // JMH waits for its fork for ever. The fork is the only child that we have.
    var kill =
        watchdog.schedule(
            () -> {
              late.set(true);
              ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            },
            limit,
            TimeUnit.SECONDS);
    try {
      var results = new Runner(options(run, settings), format).run();
      if (late.get() || results.size() != 1) {
        throw new RunFailedException(failure(text, late.get(), limit, "no such benchmark"));
      }
      return metrics(results.iterator().next(), run.scenario().parallel() ? run.procs() : 1);
    } catch (RunnerException e) {
      throw new RunFailedException(
          failure(text, late.get(), limit, String.valueOf(e.getMessage())));
    } finally {
      kill.cancel(false);
    }
  }

  private static Options options(Run run, Settings settings) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(run.candidate().target()) + "$")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupForks(0)
            .warmupIterations(settings.warmups())
            .warmupTime(TimeValue.milliseconds(settings.warmupMillis()))
            .measurementIterations(settings.iterations())
            .measurementTime(TimeValue.milliseconds(settings.iterationMillis()))
            .threads(run.scenario().parallel() ? run.procs() : 1)
            .jvmArgs(jvmArguments(run).toArray(String[]::new))
            .shouldFailOnError(true)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTime.class);
    if (run.candidate().kind() == Kind.JMH_PARAM) {
      options.param("contender", run.contender().name());
    }
    return options.build();
  }

  private static List<String> jvmArguments(Run run) {
    List<String> arguments = schedulerArguments(run.contender().scheduler(), run.procs());
    arguments.add("-Xmx2g");
    return arguments;
  }

  /** What makes a JVM run goroutines on that scheduler and so many processors. */
  static List<String> schedulerArguments(String scheduler, int procs) {
    List<String> arguments = new ArrayList<>();
    if (scheduler.equals(Contender.GMP)) {
      arguments.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    arguments.add("--enable-native-access=ALL-UNNAMED");
    arguments.add("-Dgopark.scheduler=" + scheduler);
    arguments.add("-Dgopark.maxprocs=" + procs);
    arguments.add("-Djdk.virtualThreadScheduler.parallelism=" + procs);
    arguments.add("-Djdk.virtualThreadScheduler.maxPoolSize=" + procs);
    arguments.add("-Dkotlinx.coroutines.scheduler.core.pool.size=" + procs);
    arguments.add("-Dkotlinx.coroutines.scheduler.max.pool.size=" + procs);
    arguments.add("-Dbench.procs=" + procs);
    return arguments;
  }

  /**
   * Takes the figures out of a result. JMH says how long an operation took a thread; with more
   * threads than one we want the time of the clock for each operation of any.
   */
  private static Map<String, Metric> metrics(RunResult run, int threads) {
    List<Double> times = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    for (BenchmarkResult fork : run.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        times.add(iteration.getPrimaryResult().getScore() / threads);
        add(cpu, iteration, "cpu.time.norm");
        add(bytes, iteration, "gc.alloc.rate.norm");
      }
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

  private static void add(List<Double> values, IterationResult iteration, String label) {
    Result<?> result = iteration.getSecondaryResults().get(label);
    if (result != null && !Double.isNaN(result.getScore())) {
      values.add(result.getScore());
    }
  }

  /** JMH's exception says only that something failed; its output says what. */
  private static String failure(
      ByteArrayOutputStream text, boolean late, long limit, String otherwise) {
    if (late) {
      return "ended after " + limit + " s";
    }
    String output = text.toString(StandardCharsets.UTF_8);
    int mark = output.indexOf("<failure>");
    if (mark >= 0) {
      return output.substring(mark + "<failure>".length()).strip().lines().limit(3).toList() + "";
    }
    return otherwise;
  }
}
