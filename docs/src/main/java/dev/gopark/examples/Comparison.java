package dev.gopark.examples;

import dev.gopark.channel.ReceiveChannel;
import dev.gopark.context.Context;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The pipeline beside the plain loop, measured so that neither has an advantage: both run before
 * anything counts, so that code is compiled and the files are in the system's cache; then they take
 * turns, and the median of each counts.
 */
final class Comparison {
  private static final int MAX_ROUNDS = 7;
  private static final long ENOUGH_NANOS = 1_500_000_000;
  private static final long ENOUGH_BYTES = 32L << 20;

  private final Path root;
  private final int workers;
  private final List<DigestRun> parallel = new ArrayList<>();
  private final List<DigestRun> sequential = new ArrayList<>();

  Comparison(Path root, int workers) {
    this.root = root;
    this.workers = workers;
  }

  /** One run of the pipeline. */
  DigestRun pipeline(Context ctx, ReceiveChannel<Instant> ticks, Progress progress)
      throws Exception {
    var pipeline = new Pipeline(root, workers);
    long start = System.nanoTime();
    boolean complete = pipeline.run(ctx, ticks, progress);
    return new DigestRun("parallel", pipeline.summary(), System.nanoTime() - start, complete);
  }

  private DigestRun loop(Context ctx) {
    long start = System.nanoTime();
    Summary summary = Sequential.run(root, () -> ctx.err() != null);
    return new DigestRun("sequential", summary, System.nanoTime() - start, ctx.err() == null);
  }

  /** Measures both, until they have run for long enough or the context ends. */
  void warmed(Context ctx, ReceiveChannel<Instant> ticks, Progress progress) throws Exception {
    if (!loop(ctx).complete() || !pipeline(ctx, ticks, progress).complete()) {
      sequential.add(loop(ctx)); // stopped, which is what it will say
      return;
    }
    long start = System.nanoTime();
    do {
      parallel.add(pipeline(ctx, ticks, progress));
      sequential.add(loop(ctx));
    } while (last().complete()
        && parallel.size() < MAX_ROUNDS
        && System.nanoTime() - start < ENOUGH_NANOS);
  }

  /** The last of all runs. */
  DigestRun last() {
    return sequential.get(sequential.size() - 1);
  }

  /** How many times as fast the pipeline is. */
  double ratio() {
    return (double) median(sequential).nanos() / Math.max(median(parallel).nanos(), 1);
  }

  void print(PrintStream out) {
    out.println("parallel    " + median(parallel));
    out.println("sequential  " + median(sequential));
    out.printf(
        Locale.ROOT,
        "ratio       %.2f times as fast with %d workers on %d processors (medians of %d)%n",
        ratio(),
        workers,
        Runtime.getRuntime().availableProcessors(),
        parallel.size());
    if (ratio() > 1.1 * Runtime.getRuntime().availableProcessors()) {
      out.println(
          "            (more than the processors explain: the machine is busy with other work)");
    }
    if (median(parallel).summary().bytes() < ENOUGH_BYTES) {
      out.println("            (too few bytes to say much)");
    }
  }

  private static DigestRun median(List<DigestRun> runs) {
    var sorted = runs.stream().sorted(Comparator.comparingLong(DigestRun::nanos)).toList();
    return sorted.get(sorted.size() / 2);
  }
}
