package dev.gopark.examples;

import dev.gopark.sched.Scheduler;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Compares the JDK's scheduler of virtual threads with gopark's: two goroutines for each processor
 * compute without a pause, and one more wants to wake every millisecond. The measurement itself is
 * {@link HogRun}.
 */
public final class Hogs {
  private static final Duration LENGTH = Duration.ofSeconds(3);
  private static final int BAR = 50;

  private Hogs() {}

  /**
   * Runs the comparison.
   *
   * @param args optionally, for how many seconds each scheduler is looked at
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    double seconds = args.length == 0 ? LENGTH.toSeconds() : Double.parseDouble(args[0]);
    run(System.out, Duration.ofMillis((long) (seconds * 1_000)));
  }

  /**
   * Runs the comparison: some seconds for each scheduler. Call it on a platform thread: what a
   * goroutine starts stays on the goroutine's scheduler.
   *
   * @param out where the table goes
   * @throws InterruptedException if interrupted; the goroutines end by themselves
   */
  public static void run(PrintStream out) throws InterruptedException {
    run(out, LENGTH);
  }

  static void run(PrintStream out, Duration length) throws InterruptedException {
    int procs =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    int hogs = 2 * procs;
    out.printf(
        "%d hogs on %d processors for %.1f s, and a goroutine that wants to wake every millisecond%n%n",
        hogs, procs, length.toMillis() / 1e3);

    Map<String, HogRun> runs = new LinkedHashMap<>();
    runs.put("JDK", measure(Thread.ofVirtual().factory(), hogs, length));
    if (Scheduler.isSupported()) {
      try (Scheduler scheduler = Scheduler.builder().procs(procs).name("hogs").build()) {
        runs.put("gopark", measure(scheduler.threadFactory(), hogs, length));
      }
    }
    printTable(out, runs);
    printBars(out, "wakes", "", runs, HogRun::ticks);
    printBars(out, "longest wait", " ms", runs, run -> run.gapMillis(1));
    if (!Scheduler.isSupported()) {
      out.println("gopark's scheduler is not shown: " + Scheduler.supportReason());
    }
  }

  private static HogRun measure(ThreadFactory threads, int hogs, Duration length)
      throws InterruptedException {
    HogRun.of(threads, 0, Duration.ofMillis(100)); // loads classes
    return HogRun.of(threads, hogs, length);
  }

  private static void printTable(PrintStream out, Map<String, HogRun> runs) {
    out.println("scheduler     wakes  median wait  99th percentile      longest  work of each hog");
    runs.forEach((name, run) ->
        out.printf(
            Locale.ROOT,
            "%-9s  %,8d  %,8.1f ms  %,12.1f ms  %,8.1f ms  %s%n",
            name,
            run.ticks(),
            run.gapMillis(0.5),
            run.gapMillis(0.99),
            run.gapMillis(1),
            run.shares().stream()
                .map(share -> Math.round(100 * share) + "%")
                .collect(Collectors.joining(" "))));
    out.println();
  }

  private static void printBars(
      PrintStream out,
      String what,
      String unit,
      Map<String, HogRun> runs,
      ToDoubleFunction<HogRun> value) {
    double longest = runs.values().stream().mapToDouble(value).max().orElseThrow();
    out.println(what);
    runs.forEach((name, run) -> {
      double v = value.applyAsDouble(run);
      int length = Math.max((int) Math.round(BAR * v / longest), 1);
      out.printf(Locale.ROOT, "%-9s  %s %,.0f%s%n", name, "#".repeat(length), v, unit);
    });
    out.println();
  }
}
