package dev.gopark.examples;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.context.ContextException;
import dev.gopark.context.ErrGroup;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The classic bounded pipeline: one walker, some workers, one collector.
 *
 * <pre>
 *            paths               results
 *   walker --------> workers ---------------> collector (the calling thread)
 * </pre>
 *
 * <p>Each channel is closed by the side that sends: the walker closes {@code paths}, which ends the
 * workers; when the group of all of them has ended {@code results} is closed, which ends the
 * collector. The other way round they all watch a context, whose end, by a deadline, by Ctrl-C or
 * by a failure of one of them, stops everybody early. A full channel makes its senders wait, so
 * memory stays bounded however large the tree is.
 */
final class Pipeline {
  private final Path root;
  private final int workers;
  private final Channel<Path> paths;
  private final Channel<FileResult> results;
  private final Summary summary;

  Pipeline(Path root, int workers) {
    this.root = root;
    this.workers = workers;
    this.paths = Channel.make(4 * workers);
    this.results = Channel.make(4 * workers);
    this.summary = new Summary(root);
  }

  /**
   * Runs it all; when it returns none of its goroutines is left.
   *
   * @return whether it came to the end, rather than to that of {@code ctx}
   * @throws Exception what one of the goroutines threw first
   */
  boolean run(Context ctx, ReceiveChannel<Instant> ticks, Progress progress) throws Exception {
    var group = ErrGroup.withContext(ctx);
    group.go(() -> walk(group.context()));
    for (int i = 0; i < workers; i++) {
      group.go(() -> work(group.context()));
    }
    Go.go(
        "closer",
        () -> {
          try (results) {
            group.await();
          } catch (Exception e) {
            // Thrown again below.
          }
        });
    var next =
        Select.<Boolean>of(
            results.onReceive(result -> result != null && collect(result)),
            ticks.onReceive(tick -> progress.show(summary)),
            ctx.onDone(() -> false));
    try {
      while (next.run()) {}
    } finally {
      // Workers that were about to send may still do; the channel's end is the end of all of them.
      results.range(this::collect);
    }
    try {
      group.await();
      return true;
    } catch (ContextException e) {
      if (ctx.err() == null) {
        throw e;
      }
      return false;
    }
  }

  /** What has been collected. */
  Summary summary() {
    return summary;
  }

  private void walk(Context ctx) throws InterruptedException {
    try (paths) {
      for (var files = new FileTree(root); files.hasNext(); ) {
        ctx.send(paths, files.next());
      }
    }
  }

  private void work(Context ctx) throws InterruptedException {
    Path path;
    while ((path = ctx.receive(paths)) != null) {
      var result = FileResult.of(path, () -> ctx.err() != null);
      ctx.send(results, result.orElseThrow(ctx::err)); // none: the context ended in the middle
    }
  }

  private boolean collect(FileResult result) {
    summary.add(result);
    return true;
  }
}
