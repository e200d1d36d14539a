package dev.gopark.remote.redis;

import dev.gopark.Go;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.Sharded;
import dev.gopark.remote.ShardedReceiver;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.Jedis;

/**
 * A consumer of a sharded channel as a process: {@code ShardedConsumer PORT CHANNEL SHARDS
 * LEASE_MILLIS}. Its work is an entry in the list {@code log} of the server, so that the order of
 * all processes' work can be seen.
 */
final class ShardedConsumer {
  private ShardedConsumer() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    var options = ReceiveOptions.defaults().withLease(Duration.ofMillis(Long.parseLong(args[3])));
    try (var channels =
            RedisChannels.connect(Context.background(), URI.create("redis://127.0.0.1:" + port));
        var rx =
            Sharded.receiver(
                channels, args[1], Integer.parseInt(args[2]), Codec.string(), options)) {
      System.out.println("UP");
      var workers = new Thread[4];
      for (int i = 0; i < workers.length; i++) {
        workers[i] = Go.go(() -> work(rx, port));
      }
      for (Thread worker : workers) {
        worker.join();
      }
      System.out.println("END " + rx.failure());
    }
  }

  private static void work(ShardedReceiver<String> rx, int port) {
    try (var jedis = new Jedis("127.0.0.1", port, 20_000)) {
      for (Delivery<String> d : rx.deliveries()) {
        jedis.rpush("log", d.value());
        if (d.ack()) {
          jedis.rpush("acked", d.value());
        }
      }
    }
  }
}
