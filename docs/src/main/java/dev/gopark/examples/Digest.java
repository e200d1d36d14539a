package dev.gopark.examples;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Digests every file of a directory tree: first with a pipeline of goroutines, then one file after
 * the other, and compares the two. The pipeline itself is {@link Pipeline}; start reading there.
 */
public final class Digest {
  /** Exit statuses; an interrupted JVM ends with 130 by itself. */
  static final int IDENTICAL = 0;

  static final int DIFFERENT = 1;
  static final int BAD_ARGUMENTS = 2;
  static final int OUT_OF_TIME = 3;
  static final int INTERRUPTED = 130;

  private static final Duration TERMINAL_TICK = Duration.ofMillis(200);
  private static final Duration PLAIN_TICK = Duration.ofSeconds(1);
  private static final int SHOWN = 10;

  private final DigestOptions options;
  private final PrintStream out;
  private final ReceiveChannel<Void> interrupted;

  Digest(DigestOptions options, PrintStream out, ReceiveChannel<Void> interrupted) {
    this.options = options;
    this.out = out;
    this.interrupted = interrupted;
  }

  /**
   * Runs the program.
   *
   * @param args see {@link DigestOptions#USAGE}
   */
  public static void main(String[] args) {
    int status;
    try (var ctrlC = CtrlC.install()) {
      status = run(args, System.out, System.err, ctrlC.pressed());
    }
    System.exit(status);
  }

  static int run(
      String[] args, PrintStream out, PrintStream err, ReceiveChannel<Void> interrupted) {
    try {
      var options = DigestOptions.parse(args);
      return switch (options.action()) {
        case DIGEST -> new Digest(options, out, interrupted).run();
        case SHOW_USAGE -> {
          out.print(DigestOptions.USAGE);
          yield IDENTICAL;
        }
        case COMPARE_SCHEDULERS -> {
          Hogs.run(out);
          yield IDENTICAL;
        }
      };
    } catch (IllegalArgumentException e) {
      err.println("digest: " + e.getMessage());
      err.println("Try --help.");
      return BAD_ARGUMENTS;
    } catch (InterruptedException e) {
      err.println("digest: the main thread was interrupted");
      return INTERRUPTED;
    }
  }

  private int run() throws InterruptedException {
    out.printf("Digesting %s with %d workers%n", options.directory(), options.workers());
    try (var clock = new Clock()) {
      // A case of a channel that never does anything is never chosen: no deadline.
      ReceiveChannel<Void> deadline =
          options.deadline().map(clock::after).orElseGet(Channel::never);
      var progress = new Progress(out, Progress.isTerminal());
      var ticks = clock.tick(progress.isLive() ? TERMINAL_TICK : PLAIN_TICK);

      long start = System.nanoTime();
      var pipeline = new Pipeline(options.directory(), options.workers());
      Ending ending = pipeline.run(ticks, progress, deadline, interrupted);
      Summary parallel = pipeline.summary();
      long parallelNanos = System.nanoTime() - start;
      progress.clear();
      if (ending != Ending.COMPLETE) {
        return stopped(ending, "parallel", parallel);
      }
      print("parallel", parallel, parallelNanos);

      start = System.nanoTime();
      BooleanSupplier stop = () -> deadline.isDrained() || interrupted.isDrained();
      Summary sequential = Sequential.run(options.directory(), stop);
      long sequentialNanos = System.nanoTime() - start;
      if (stop.getAsBoolean()) {
        ending = interrupted.isDrained() ? Ending.INTERRUPTED : Ending.OUT_OF_TIME;
        return stopped(ending, "sequential", sequential);
      }
      print("sequential", sequential, sequentialNanos);
      out.println("            (second, so with warm caches and warm code)");
      return compare(parallel, sequential);
    }
  }

  private int compare(Summary parallel, Summary sequential) {
    printNotDigested(sequential);
    out.println("digest      " + parallel.digest());
    List<String> differences = parallel.differences(sequential);
    if (differences.isEmpty()) {
      out.println("identical");
      return IDENTICAL;
    }
    out.println("different: " + differences.size());
    differences.stream().limit(SHOWN).forEach(line -> out.println("  " + line));
    return DIFFERENT;
  }

  private int stopped(Ending ending, String pass, Summary done) {
    boolean late = ending == Ending.OUT_OF_TIME;
    out.printf(
        "%s during the %s run, after %,d files and %,d bytes; everything is closed%n",
        late ? "deadline of " + DigestOptions.print(options.deadline()) + " hit" : "interrupted",
        pass,
        done.files(),
        done.bytes());
    printNotDigested(done);
    return late ? OUT_OF_TIME : INTERRUPTED;
  }

  private void print(String pass, Summary summary, long nanos) {
    out.printf(
        "%-10s  %,d files, %,d bytes in %.3f s: %,.1f MB/s%n",
        pass, summary.files(), summary.bytes(), nanos / 1e9, summary.bytes() * 1e3 / nanos);
  }

  private void printNotDigested(Summary summary) {
    if (!summary.notFiles().isEmpty()) {
      out.printf("not files   %,d links or devices, not followed%n", summary.notFiles().size());
    }
    if (!summary.unreadable().isEmpty()) {
      out.printf("unreadable  %,d%n", summary.unreadable().size());
      summary.unreadable().stream()
          .limit(SHOWN)
          .forEach(u -> out.println("  " + u.path() + ": " + u.reason()));
    }
  }
}
