package dev.gopark.remote.redis;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.channel.Channel;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.kit.ChildJvm;
import dev.gopark.remote.kit.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The figures of docs/remote.md: channels beside the same commands by hand, in turns, in one run
 * against one server. See there for the command.
 */
final class Figures {
  private static final Context CTX = Context.background();
  private static final int ROUNDS = 7;
  private static final int TOGETHER = 256;

  /** Never full: what a sender does then is not the subject, and has no counterpart by hand. */
  private static final SendOptions ROOM = SendOptions.defaults().withCapacity(1_000_000);

  private static final byte[] PAYLOAD = new byte[100];

  private final int port;
  private final RemoteChannels channels;

  private Figures(int port, RemoteChannels channels) {
    this.port = port;
    this.channels = channels;
  }

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    try (var server = RedisServer.start();
        var channels =
            RedisChannels.connect(CTX, URI.create("redis://127.0.0.1:" + server.port()))) {
      var figures = new Figures(server.port(), channels);
      System.out.printf(
          "%s, %d processors, JDK %s, %s%n",
          cpu(), Runtime.getRuntime().availableProcessors(), Runtime.version(), redis(server));
      figures.compare(
          "pairs a second, one by one", seconds, figures::oneByOne, figures::rawOneByOne);
      figures.compare(
          "pairs a second, pipelined", seconds, figures::pipelined, figures::rawPipelined);
      figures.latency(seconds * 1000);
      for (int processes : new int[] {1, 2, 4}) {
        figures.processes(processes, seconds * 3);
      }
    }
  }

  private interface Throughput {
    /** Elements a second. */
    double run(String name, long nanos) throws Exception;
  }

  private void compare(String what, int seconds, Throughput ours, Throughput raw) throws Exception {
    double[] mine = new double[ROUNDS];
    double[] theirs = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    long nanos = TimeUnit.SECONDS.toNanos(seconds);
    ours.run(unique(), nanos);
    raw.run(unique(), nanos);
    for (int i = 0; i < ROUNDS; i++) {
      mine[i] = ours.run(unique(), nanos);
      theirs[i] = raw.run(unique(), nanos);
      ratios[i] = mine[i] / theirs[i];
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s channel %,9.0f  raw %,9.0f  ratio %.2f (%.2f to %.2f)%n",
        what,
        median(mine),
        median(theirs),
        median(ratios),
        Arrays.stream(ratios).min().getAsDouble(),
        Arrays.stream(ratios).max().getAsDouble());
  }

  // One by one: each send, each receive and each ack waits for its answer

  private double oneByOne(String name, long nanos) throws Exception {
    try (var tx = channels.sender(name, Codec.bytes(), ROOM);
        var rx = channels.receiver(name, Codec.bytes(), ReceiveOptions.defaults())) {
      long start = System.nanoTime();
      var sent =
          started(() -> {
            while (System.nanoTime() - start < nanos) {
              tx.send(CTX, PAYLOAD);
            }
            tx.closeChannel(CTX);
          });
      long count = 0;
      for (Delivery<byte[]> d : rx.deliveries()) {
        d.ack();
        count++;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      sent.get(60, TimeUnit.SECONDS);
      return count / seconds;
    }
  }

  private double rawOneByOne(String name, long nanos) throws Exception {
    return raw(name, nanos, 1, 17, 1);
  }

  // Pipelined: what waits travels together

  private double pipelined(String name, long nanos) throws Exception {
    var options = ReceiveOptions.defaults().withPrefetch(TOGETHER);
    try (var tx = channels.sender(name, Codec.bytes(), ROOM);
        var rx = channels.receiver(name, Codec.bytes(), options)) {
      long start = System.nanoTime();
      Channel<byte[]> source = Channel.make(TOGETHER);
      var made =
          started(() -> {
            while (System.nanoTime() - start < nanos) {
              source.send(PAYLOAD);
            }
            source.close();
          });
      var sent =
          started(() -> {
            tx.pump(CTX, source);
            tx.closeChannel(CTX);
          });
      long count = 0;
      for (Delivery<byte[]> d : rx.deliveries()) {
        var unused = d.ackAsync();
        count++;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      made.get(60, TimeUnit.SECONDS);
      sent.get(60, TimeUnit.SECONDS);
      return count / seconds;
    }
  }

  private double rawPipelined(String name, long nanos) throws Exception {
    return raw(name, nanos, TOGETHER, TOGETHER, TOGETHER);
  }

  private double raw(String name, long nanos, int sends, int reads, int acks) throws Exception {
    var payloads = new ArrayList<byte[]>();
    for (int i = 0; i < sends; i++) {
      payloads.add(PAYLOAD);
    }
    try (var raw = new RawPair(port, name)) {
      long start = System.nanoTime();
      var total = new CompletableFuture<Long>();
      var sent =
          started(() -> {
            long count = 0;
            while (System.nanoTime() - start < nanos) {
              int stored = raw.send(payloads);
              count += stored;
              if (stored < sends) {
                Thread.yield(); // full: by hand there is nothing to wait on
              }
            }
            total.complete(count);
          });
      var received = new CompletableFuture<Long>();
      Go.go(() -> {
        long count = 0;
        while (!total.isDone() || count < total.join()) {
          List<byte[]> ids = raw.read(reads);
          for (int from = 0; from < ids.size(); from += acks) {
            raw.ack(ids.subList(from, Math.min(from + acks, ids.size())));
          }
          count += ids.size();
        }
        received.complete(count);
      });
      long count = received.get(60, TimeUnit.SECONDS);
      sent.get(60, TimeUnit.SECONDS);
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  // Latency: an element at a time through a channel where nothing else happens

  private void latency(int count) throws Exception {
    double[] mine = new double[count];
    double[] theirs = new double[count];
    double[] pings = new double[count];
    String name = unique();
    try (var tx = channels.sender(name, Codec.bytes(), SendOptions.defaults());
        var rx = channels.receiver(name, Codec.bytes(), ReceiveOptions.defaults());
        var raw = new RawPair(port, unique())) {
      Channel<Boolean> go = Channel.make();
      Channel<Long> rawArrivals = Channel.make(1);
      Go.go(() -> {
        while (go.receive() != null) {
          List<byte[]> ids = raw.read(17);
          rawArrivals.send(System.nanoTime());
          raw.ack(ids);
        }
      });
      Channel<Long> arrivals = Channel.make(1);
      Go.go(() -> {
        for (Delivery<byte[]> d : rx.deliveries()) {
          arrivals.send(System.nanoTime());
          d.ack();
        }
      });
      started(
              () -> {
                for (int i = -count; i < count; i++) {
                  Thread.sleep(1); // everybody waits again
                  long start = System.nanoTime();
                  tx.send(CTX, PAYLOAD);
                  long took = arrivals.receive() - start;
                  go.send(true);
                  Thread.sleep(1);
                  long rawStart = System.nanoTime();
                  raw.send(List.of(PAYLOAD));
                  long rawTook = rawArrivals.receive() - rawStart;
                  long pingStart = System.nanoTime();
                  raw.ping();
                  if (i >= 0) {
                    mine[i] = took / 1e3;
                    theirs[i] = rawTook / 1e3;
                    pings[i] = (System.nanoTime() - pingStart) / 1e3;
                  }
                }
                go.close();
              })
          .get(5, TimeUnit.MINUTES);
    }
    System.out.printf(
        Locale.ROOT,
        "latency p50, us              channel %,9.1f  raw %,9.1f  ratio %.2f; PING alone %.1f%n",
        median(mine),
        median(theirs),
        median(mine) / median(theirs),
        median(pings));
  }

  // Processes that work for a millisecond on each element, one at a time

  private void processes(int count, int seconds) throws Exception {
    String name = unique();
    var children = new ArrayList<ChildJvm>();
    try (var tx =
        channels.sender(name, Codec.string(), SendOptions.defaults().withCapacity(1000))) {
      for (int i = 0; i < count; i++) {
        children.add(
            ChildJvm.start(
                Consumer.class.getName(), List.of(Integer.toString(port), name, "30000", "work")));
      }
      for (ChildJvm child : children) {
        child.await("UP", "UP"::equals);
      }
      var source = Channel.<String>make(TOGETHER);
      Go.go(() -> {
        for (int i = 0; ; i++) {
          source.send("v" + i);
        }
      });
      try (var ctx = Context.withCancel(CTX)) {
        Go.go(() -> {
          try {
            tx.pump(ctx, source);
          } catch (dev.gopark.context.ContextException | dev.gopark.remote.RemoteException e) {
            // The end.
          }
        });
        TimeUnit.SECONDS.sleep(1);
        long before = channels.size(CTX, name);
        long sentBefore = tx.stats().sent();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        long done = tx.stats().sent() - sentBefore + before - channels.size(CTX, name);
        System.out.printf(
            Locale.ROOT,
            "%d consumer process%s, 1 ms of work each: %,.0f elements a second%n",
            count,
            count == 1 ? "" : "es",
            done / ((System.nanoTime() - start) / 1e9));
      }
    } finally {
      children.forEach(ChildJvm::close);
      channels.delete(CTX, name);
    }
  }

  // Tools

  private static CompletableFuture<Void> started(Task task) {
    var end = new CompletableFuture<Void>();
    Go.go(() -> {
      try {
        task.run();
        end.complete(null);
      } catch (Throwable t) {
        end.completeExceptionally(t);
      }
    });
    return end;
  }

  private static String unique() {
    return "figures:" + UUID.randomUUID();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String cpu() throws Exception {
    var info = java.nio.file.Path.of("/proc/cpuinfo");
    if (!java.nio.file.Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    try (var lines = java.nio.file.Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static String redis(RedisServer server) {
    try (var jedis = new redis.clients.jedis.Jedis("127.0.0.1", server.port())) {
      return jedis
          .info("server")
          .lines()
          .filter(line -> line.startsWith("redis_version:"))
          .map(line -> "Redis " + line.substring("redis_version:".length()).strip())
          .findFirst()
          .orElse("Redis");
    }
  }
}
