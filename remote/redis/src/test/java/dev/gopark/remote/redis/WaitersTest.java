package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.kit.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What waiting costs the server. */
class WaitersTest extends RedisTest {
  @Test
  @DisplayName("row 20: ten thousand goroutines on one receiver, and one socket")
  void waiters_tenThousand_useOneSocket() throws Exception {
    int goroutines = 10_000;
    var channels = connect();
    var jedis = jedis();
    jedis.ping();
    int before = clients(jedis);
    var rx = receiver(channels);
    var waiting = new AtomicInteger();
    var got = new CountDownLatch(3);
    for (int i = 0; i < goroutines; i++) {
      Go.go(() -> {
        waiting.incrementAndGet();
        Delivery<String> d = rx.deliveries().receive();
        if (d != null && d.ack()) {
          got.countDown();
        }
      });
    }
    Await.until("all wait", () -> waiting.get() == goroutines && clients(jedis) > before);
    assertThat(clients(jedis) - before).isEqualTo(1);
    var tx = sender(channels, 10);
    for (int i = 0; i < 3; i++) {
      tx.send(CTX, "v" + i);
    }
    assertThat(got.await(60, TimeUnit.SECONDS)).isTrue();
    rx.close();
    System.out.println("row 20: " + goroutines + " goroutines, sockets " + 1);
  }

  private static int clients(Jedis jedis) {
    return (int) jedis.clientList().lines().count();
  }

  @Test
  @DisplayName("an idle receiver makes at most two commands a second")
  void idle_receiver_makesTwoCommandsASecondAtMost() throws Exception {
    var channels = connect();
    var rx = receiver(channels);
    var jedis = jedis();
    Await.until("it reads", () -> calls(jedis, "xreadgroup") > 0);
    long start = System.nanoTime();
    long reads = calls(jedis, "xreadgroup");
    long scripts = calls(jedis, "evalsha");
    // By the server's count: reads that block for a second each, and less than one claim for each
    // of them.
    Await.until("five reads", () -> calls(jedis, "xreadgroup") >= reads + 5);
    double seconds = (System.nanoTime() - start) / 1e9;
    double commands = calls(jedis, "xreadgroup") - reads + calls(jedis, "evalsha") - scripts;
    System.out.printf("idle receiver: %.2f commands a second%n", commands / seconds);
    // Up to one of each may have been cut off from its second.
    assertThat(commands - 2).isLessThanOrEqualTo(2 * seconds);
    assertThat(rx.failure()).isNull();
  }

  private static long calls(Jedis jedis, String command) {
    return jedis
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }
}
