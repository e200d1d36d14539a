package dev.gopark.examples;

import dev.gopark.channel.Channel;
import dev.gopark.channel.TickChannel;
import dev.gopark.context.Context;
import dev.gopark.context.DeadlineExceededException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Digests every file of a directory tree: with a pipeline of goroutines, and one file after the
 * other, and compares the two. The pipeline itself is {@link Pipeline}; start reading there.
 */
public final class Digest {
  /** Exit statuses; an interrupted JVM ends with 130 by itself. */
  static final int IDENTICAL = 0;

  static final int DIFFERENT = 1;
  static final int BAD_ARGUMENTS = 2;
  static final int OUT_OF_TIME = 3;
  static final int INTERRUPTED = 130;

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int SHOWN = 10;

  private final DigestOptions options;
  private final PrintStream out;
  private final Context ctx;
  private final Progress progress;

  private Digest(DigestOptions options, PrintStream out, Context ctx) {
    this.options = options;
    this.out = out;
    this.ctx = ctx;
    this.progress = new Progress(out, Progress.isTerminal());
  }

  /**
   * Runs the program. Ctrl-C ends its context, and the JVM waits until it has cleaned up.
   *
   * @param args see {@link DigestOptions#USAGE}
   */
  public static void main(String[] args) {
    int status;
    try (var ctx = Context.untilShutdown(GRACE)) {
      status = run(args, System.out, System.err, ctx);
    }
    System.exit(status);
  }

  static int run(String[] args, PrintStream out, PrintStream err, Context ctx) {
    try {
      var options = DigestOptions.parse(args);
      return switch (options.action()) {
        case DIGEST -> digest(options, out, ctx);
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
    } catch (Exception e) {
      throw new IllegalStateException("a goroutine of the pipeline failed", e);
    }
  }

  private static int digest(DigestOptions options, PrintStream out, Context parent)
      throws Exception {
    try (var ctx =
        options.deadline().isPresent()
            ? Context.withTimeout(parent, options.deadline().get())
            : Context.withCancel(parent)) {
      return new Digest(options, out, ctx).run();
    }
  }

  private int run() throws Exception {
    out.printf("Digesting %s with %d workers%n", options.directory(), options.workers());
    try (var ticks = Channel.tick(progress.period())) {
      var comparison = new Comparison(options.directory(), options.workers());
      var first = comparison.pipeline(ctx, ticks, progress);
      progress.clear();
      if (!first.complete()) {
        return stopped("first", first);
      }
      out.println("first       " + first);
      return compare(comparison, first, ticks);
    }
  }

  private int compare(Comparison comparison, DigestRun first, TickChannel ticks) throws Exception {
    comparison.warmed(ctx, ticks, progress);
    progress.clear();
    DigestRun last = comparison.last();
    if (!last.complete()) {
      return stopped(last.how(), last);
    }
    comparison.print(out);
    printNotDigested(last.summary());
    out.println("digest      " + first.summary().digest());
    List<String> differences = first.summary().differences(last.summary());
    if (differences.isEmpty()) {
      out.println("identical");
      return IDENTICAL;
    }
    out.println("different: " + differences.size());
    differences.stream().limit(SHOWN).forEach(line -> out.println("  " + line));
    return DIFFERENT;
  }

  private int stopped(String pass, DigestRun run) {
    boolean late = ctx.err() instanceof DeadlineExceededException;
    Summary done = run.summary();
    out.printf(
        "%s during the %s run, after %,d files and %,d bytes; everything is closed%n",
        late ? "deadline of " + DigestOptions.print(options.deadline()) + " hit" : "interrupted",
        pass,
        done.files(),
        done.bytes());
    printNotDigested(done);
    return late ? OUT_OF_TIME : INTERRUPTED;
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
