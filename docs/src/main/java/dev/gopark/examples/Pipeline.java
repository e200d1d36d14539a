package dev.gopark.examples;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The classic bounded pipeline: one walker, some workers, one collector.
 *
 * <pre>
 *            paths               results
 *   walker --------> workers ---------------> collector (the calling thread)
 *      ^                ^                         |
 *      +----------------+------ quit, closed -----+
 * </pre>
 *
 * <p>Each channel is closed by the side that sends: the walker closes {@code paths}, which ends the
 * workers; when the last worker has ended {@code results} is closed, which ends the collector. The
 * other way round {@code quit} is closed to make everybody stop early. A full channel makes its
 * senders wait, so memory stays bounded however large the tree is.
 */
final class Pipeline {
  private final Path root;
  private final int workers;
  private final Channel<Path> paths;
  private final Channel<FileResult> results;
  private final Channel<Void> quit = Channel.make();
  private final Summary summary;

  Pipeline(Path root, int workers) {
    this.root = root;
    this.workers = workers;
    this.paths = Channel.make(4 * workers);
    this.results = Channel.make(4 * workers);
    this.summary = new Summary(root);
  }

  /** Runs it all; when it returns none of its goroutines is left. */
  Ending run(
      ReceiveChannel<Instant> ticks,
      Progress progress,
      ReceiveChannel<Void> deadline,
      ReceiveChannel<Void> interrupted)
      throws InterruptedException {
    start();
    var next =
        Select.<Ending>of(
            results.onReceive(this::collect),
            ticks.onReceive(tick -> progress.show(summary)),
            deadline.onReceive(over -> Ending.OUT_OF_TIME),
            interrupted.onReceive(pressed -> Ending.INTERRUPTED));
    try {
      Ending ending = Ending.NOT_YET;
      while (ending == Ending.NOT_YET) {
        ending = next.run();
      }
      return ending;
    } finally {
      quit.close();
      // Workers that were about to send may still do; the channel's end is the end of all of them.
      results.range(summary::add);
    }
  }

  /** What has been collected. */
  Summary summary() {
    return summary;
  }

  private void start() {
    List<Thread> goroutines = new ArrayList<>();
    goroutines.add(Go.go("walker", this::walk));
    for (int i = 1; i <= workers; i++) {
      goroutines.add(Go.go("worker-" + i, this::work));
    }
    Go.go(
        "closer",
        () -> {
          for (Thread goroutine : goroutines) {
            goroutine.join();
          }
          results.close();
        });
  }

  private void walk() throws InterruptedException {
    try (paths) {
      var files = new FileTree(root);
      while (files.hasNext() && sendOrQuit(paths, files.next())) {}
    }
  }

  private void work() throws InterruptedException {
    for (Path path : paths) {
      var result = FileResult.of(path, quit::isDrained);
      if (result.isEmpty() || !sendOrQuit(results, result.get())) {
        return;
      }
    }
  }

  private Ending collect(FileResult result) {
    if (result == null) {
      return Ending.COMPLETE; // closed and drained: every worker has ended
    }
    summary.add(result);
    return Ending.NOT_YET;
  }

  /** Sends unless told to quit: whether the caller should go on. */
  private <T> boolean sendOrQuit(Channel<T> channel, T value) throws InterruptedException {
    return Select.select(channel.onSend(value, () -> true), quit.onReceive(closed -> false));
  }
}
