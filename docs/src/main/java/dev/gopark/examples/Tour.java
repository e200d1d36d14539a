package dev.gopark.examples;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.context.Context;
import dev.gopark.sched.Scheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadFactory;

/**
 * What the library is for, in some seconds: goroutines that share processors, slow calls under a
 * limit and a deadline, and a pipeline. With arguments it is {@link Digest}.
 */
public final class Tour {
  private static final Duration LENGTH = Duration.ofMillis(1_500);
  private static final int WIDTH = 50;
  private static final int SAMPLE = 20;
  private static final int FILES = 64;
  private static final int FILE_BYTES = 1 << 20;

  private final PrintStream out;
  private final Progress progress;
  private final int procs =
      Integer.getInteger(
          "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());

  Tour(PrintStream out) {
    this.out = out;
    this.progress = new Progress(out, Progress.isTerminal());
  }

  /**
   * Runs the tour, or, with arguments, {@link Digest}.
   *
   * @param args none, or those of {@link Digest}
   * @throws Exception if a part of it fails
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      Digest.main(args);
    } else {
      new Tour(System.out).run();
    }
  }

  void run() throws Exception {
    long start = System.nanoTime();
    hogs();
    calls();
    pipeline();
    out.printf(
        Locale.ROOT,
        "That took %.1f s. More: -Dargs=--help, -Dargs=--hogs, -Dargs=DIRECTORY%n",
        (System.nanoTime() - start) / 1e9);
  }

  // 1

  private void hogs() throws InterruptedException {
    int hogs = 2 * procs;
    out.printf(
        Locale.ROOT,
        "1  %d goroutines compute without a pause on %d processors; one more wants to wake each ms%n",
        hogs,
        procs);
    show("JDK", Thread.ofVirtual().factory(), hogs);
    if (Scheduler.isSupported()) {
      try (Scheduler scheduler = Scheduler.builder().procs(procs).name("hogs").build()) {
        show("gopark", scheduler.threadFactory(), hogs);
      }
    } else {
      out.println("   gopark's scheduler is not shown: " + Scheduler.supportReason());
    }
    out.println();
  }

  private void show(String name, ThreadFactory threads, int hogs) throws InterruptedException {
    progress.show(
        "running on the scheduler of " + (name.equals("JDK") ? "the JDK" : name) + " ...");
    HogRun.of(threads, 0, Duration.ofMillis(50)); // loads classes
    HogRun run = HogRun.of(threads, hogs, LENGTH);
    progress.clear();
    out.printf(
        Locale.ROOT,
        "   %-7s |%s| %,d %s, longest wait %,.0f ms%n",
        name,
        run.picture(LENGTH, WIDTH),
        run.ticks(),
        run.ticks() == 1 ? "wake" : "wakes",
        run.gapMillis(1));
  }

  // 2

  private void calls() throws InterruptedException {
    out.printf(
        Locale.ROOT,
        "2  %d calls of %d ms, of which some hang; at most %d at a time, deadline %d s%n",
        Calls.CALLS,
        Calls.LATENCY.toMillis(),
        Calls.AT_ONCE,
        Calls.DEADLINE.toSeconds());
    progress.show("calling ...");
    double oneByOne = Calls.nanosEach(SAMPLE) / 1e9 * Calls.CALLS;
    int before = Go.numGoroutine();
    var calls = new Calls();
    long start = System.nanoTime();
    calls.run();
    double took = (System.nanoTime() - start) / 1e9;
    int left = goroutinesAbove(before);
    progress.clear();
    bar(
        "one by one",
        oneByOne,
        oneByOne,
        "about %.1f s if none hung (%d of them measured)",
        SAMPLE);
    bar(
        "gopark",
        took,
        oneByOne,
        "%.1f s: %d answers, %d cut off by the deadline, %d goroutines left",
        calls.answered(),
        calls.cutOff(),
        left);
    out.println();
  }

  /** A goroutine counts for a moment after it has done its work. */
  private static int goroutinesAbove(int count) {
    long end = System.nanoTime() + 1_000_000_000;
    while (Go.numGoroutine() > count && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    return Math.max(Go.numGoroutine() - count, 0);
  }

  private void bar(String name, double seconds, double longest, String format, Object... more) {
    int length = Math.max((int) Math.round(30 * seconds / longest), 1);
    var arguments = new Object[more.length + 1];
    arguments[0] = seconds;
    System.arraycopy(more, 0, arguments, 1, more.length);
    out.printf(
        Locale.ROOT,
        "   %-10s %-30s %s%n",
        name,
        "#".repeat(length),
        String.format(Locale.ROOT, format, arguments));
  }

  // 3

  private void pipeline() throws Exception {
    out.printf(
        Locale.ROOT,
        "3  a pipeline that digests %d files of %d MiB: walker -> %d workers -> collector%n",
        FILES,
        FILE_BYTES >> 20,
        procs);
    Path tree = Files.createTempDirectory("gopark-tour");
    try (var ctx = Context.withCancel(Context.background());
        var ticks = Channel.tick(progress.period())) {
      progress.show("writing the files ...");
      writeFiles(tree);
      var comparison = new Comparison(tree, procs);
      comparison.warmed(
          ctx, ticks, new Progress(new PrintStream(OutputStream.nullOutputStream()), true));
      progress.clear();
      comparison.print(out);
    } finally {
      deleteFiles(tree);
    }
    out.println();
  }

  private static void writeFiles(Path tree) throws IOException {
    var random = new Random(1);
    var content = new byte[FILE_BYTES];
    for (int i = 0; i < FILES; i++) {
      random.nextBytes(content);
      Files.write(tree.resolve("file" + i), content);
    }
  }

  private static void deleteFiles(Path tree) throws IOException {
    try (var files = Files.list(tree)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(tree);
  }
}
