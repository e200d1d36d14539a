package dev.gopark.examples;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.RemoteSender;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.kit.RedisServer;
import dev.gopark.remote.redis.RedisChannels;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The pipeline of {@link Digest} cut in two: this process walks and collects, others digest.
 *
 * <pre>
 *   this process                 Redis                    worker processes
 *     walker ------------&gt; NAME-paths --------------&gt; digest
 *     collector &lt;--------- NAME-results &lt;-------------- send the result, then acknowledge the path
 * </pre>
 *
 * <p>The channels are bounded, so a slow worker slows the walker down. The walker closes the paths;
 * workers end when all are acknowledged; then the results are closed, which ends the collector. It
 * counts each path once: a result comes twice when a worker dies between its two last steps.
 */
public final class RemoteDigest {
  static final String USAGE =
      """
      Usage: RemoteDigest [--server redis://HOST:PORT] [--workers N] [DIRECTORY]
      Without --server a Redis server is started for the run, on a free port of this machine.
      """;

  private static final int MAX_WORKERS = 64;

  private final URI server;
  private final PrintStream out;
  private final String run = "digest-" + UUID.randomUUID();

  private RemoteDigest(URI server, PrintStream out) {
    this.server = server;
    this.out = out;
  }

  static String paths(String run) {
    return run + "-paths";
  }

  static String results(String run) {
    return run + "-results";
  }

  /**
   * Runs the program.
   *
   * @param args see {@link #USAGE}
   */
  public static void main(String[] args) throws Exception {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) throws Exception {
    URI server = null;
    int workers = 2;
    Path directory = Path.of("");
    try {
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--server" -> server = URI.create(args[++i]);
          case "--workers" -> workers = Math.clamp(Integer.parseInt(args[++i]), 1, MAX_WORKERS);
          default -> directory = Path.of(args[i]);
        }
      }
      directory = directory.toRealPath();
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | java.io.IOException e) {
      err.print("digest: " + e.getMessage() + "\n" + USAGE);
      return Digest.BAD_ARGUMENTS;
    }
    if (server != null) {
      return new RemoteDigest(server, out).run(directory, workers);
    }
    try (var own = RedisServer.start()) {
      out.println("Started a Redis server on port " + own.port());
      return new RemoteDigest(own.uri(), out).run(directory, workers);
    } catch (IllegalStateException e) {
      err.println("digest: " + e.getMessage() + "; or name a server with --server");
      return Digest.BAD_ARGUMENTS;
    }
  }

  private int run(Path directory, int workers) throws Exception {
    out.printf("Digesting %s with %d worker processes%n", directory, workers);
    var summary = new Summary(directory);
    long start = System.nanoTime();
    try (var ctx = Context.untilShutdown();
        var channels = RedisChannels.connect(ctx, server);
        var paths =
            channels.sender(
                paths(run), Codec.string(), SendOptions.defaults().withCapacity(8 * workers));
        var results = channels.sender(results(run), new ResultCodec(), SendOptions.defaults())) {
      Go.go("walker", () -> walk(ctx, directory, paths));
      List<Process> processes = start(workers);
      Go.go(
          "closer",
          () -> {
            for (Process process : processes) {
              process.waitFor();
            }
            results.closeChannel(ctx);
          });
      try {
        collect(ctx, channels, summary);
      } finally {
        processes.forEach(Process::destroy);
        channels.delete(Context.background(), paths(run));
        channels.delete(Context.background(), results(run));
      }
    }
    out.printf(
        "%,d files, %,d bytes in %.3f s%n",
        summary.files(), summary.bytes(), (System.nanoTime() - start) / 1e9);
    out.println("digest      " + summary.digest());
    boolean same = summary.differences(Sequential.run(directory, () -> false)).isEmpty();
    out.println(
        same ? "identical to a run in one goroutine" : "different from a run in one goroutine");
    return same ? Digest.IDENTICAL : Digest.DIFFERENT;
  }

  private static void walk(Context ctx, Path directory, RemoteSender<String> paths)
      throws Exception {
    var files = new FileTree(directory);
    while (files.hasNext()) {
      paths.send(ctx, files.next().toString());
    }
    paths.closeChannel(ctx);
  }

  private List<Process> start(int workers) throws Exception {
    var processes = new ArrayList<Process>();
    for (int i = 0; i < workers; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  RemoteWorker.class.getName(),
                  server.toString(),
                  run)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    return processes;
  }

  private void collect(Context ctx, RemoteChannels channels, Summary summary) throws Exception {
    var progress = new Progress(out, Progress.isTerminal());
    var seen = new HashSet<Path>();
    try (var results =
            channels.receiver(results(run), new ResultCodec(), ReceiveOptions.defaults());
        var ticks = Channel.tick(progress.period())) {
      var next =
          Select.<Boolean>of(
              results.deliveries().onReceive(d -> d != null && add(d, seen, summary)),
              ticks.onReceive(tick -> progress.show(summary)),
              ctx.onDone());
      while (next.run()) {}
      progress.clear();
      if (results.failure() != null) {
        throw new IllegalStateException("the results ended early", results.failure());
      }
    }
  }

  private static boolean add(Delivery<FileResult> result, Set<Path> seen, Summary summary) {
    if (seen.add(result.value().path())) {
      summary.add(result.value());
    }
    var unused = result.ackAsync();
    return true;
  }
}
