package dev.gopark.examples;

import dev.gopark.Go;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteReceiver;
import dev.gopark.remote.RemoteSender;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.redis.RedisChannels;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * The process in the middle of {@link RemoteDigest}: receives paths, digests the files, sends the
 * results. A path is acknowledged when its result is stored, so one that a killed worker had in
 * hand is done by another.
 */
final class RemoteWorker {
  private static final int GOROUTINES = 2;

  private RemoteWorker() {}

  /**
   * Runs until the channel of paths is closed and drained.
   *
   * @param args the server's address, and the name of the run
   */
  public static void main(String[] args) throws Exception {
    try (var ctx = Context.untilShutdown();
        var channels = RedisChannels.connect(ctx, URI.create(args[0]));
        var paths =
            channels.receiver(
                RemoteDigest.paths(args[1]), Codec.string(), ReceiveOptions.defaults());
        var results =
            channels.sender(
                RemoteDigest.results(args[1]), new ResultCodec(), SendOptions.defaults())) {
      var goroutines = new ArrayList<Thread>();
      for (int i = 0; i < GOROUTINES; i++) {
        goroutines.add(Go.go(() -> work(ctx, paths, results)));
      }
      for (Thread goroutine : goroutines) {
        goroutine.join();
      }
    }
  }

  private static void work(
      Context ctx, RemoteReceiver<String> paths, RemoteSender<FileResult> results)
      throws Exception {
    while (true) {
      Delivery<String> path = ctx.receive(paths.deliveries());
      if (path == null) {
        return; // all is done, by us or by others
      }
      try (path) {
        var result = FileResult.of(Path.of(path.value()), () -> ctx.err() != null);
        results.send(ctx, result.orElseThrow());
        path.ack();
      }
    }
  }
}
