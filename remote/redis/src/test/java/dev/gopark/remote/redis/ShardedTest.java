package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.Sharded;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.ChildJvm;
import dev.gopark.remote.kit.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Shards: the order of a key, who owns what, and the death of an owner. */
class ShardedTest extends RedisTest {
  private static final int SHARDS = 6;
  private static final int KEYS = 12;

  private static String key(String value) {
    return value.substring(0, value.indexOf(':'));
  }

  @Test
  @DisplayName(
      "one of three consumer processes is killed under load: nothing lost, order per key kept")
  void killed_oneOfThreeUnderLoad_keepsOrderPerKeyAndLosesNothing() throws Exception {
    var ledger = new Ledger("sharded, one of three killed");
    var channels = connect();
    var tx =
        opened(
            Sharded.sender(
                channels,
                name,
                SHARDS,
                ShardedTest::key,
                TEXT,
                SendOptions.defaults().withCapacity(50)));
    List<ChildJvm> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(
          opened(
              ChildJvm.start(
                  ShardedConsumer.class.getName(),
                  List.of(
                      Integer.toString(server().port()), name, Integer.toString(SHARDS), "5000"))));
    }
    for (ChildJvm child : children) {
      child.await("UP", "UP"::equals);
    }
    var jedis = jedis();
    Await.until(
        "all take part", () -> new HashSet<>(jedis.hvals("{" + name + "}:owners")).size() == 3);
    var stop = new AtomicBoolean();
    var done = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try {
        for (int i = 0; !stop.get(); i++) {
          send(tx, ledger, "k" + i % KEYS + ":" + i);
        }
        done.complete(true);
      } catch (Throwable t) {
        done.completeExceptionally(t);
      }
    });
    Await.until("work", () -> jedis.llen("log") > 300);
    Set<String> owners = new HashSet<>(jedis.hvals("{" + name + "}:owners"));
    children.get(1).process().kill();
    Await.until(
        "its shards have other owners",
        () -> new HashSet<>(jedis.hvals("{" + name + "}:owners")).size() == 2);
    long before = jedis.llen("log");
    Await.until("work goes on", () -> jedis.llen("log") > before + 300);
    stop.set(true);
    assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    tx.closeChannel(CTX);
    children.get(0).await("END", "END null"::equals);
    children.get(2).await("END", "END null"::equals);
    assertThat(owners).hasSize(3);

    List<String> log = jedis.lrange("log", 0, -1);
    Map<String, Integer> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    int twice = 0;
    for (String value : log) {
      if (!seen.add(value)) {
        twice++; // by the one that was killed, and by its heir
        continue;
      }
      int number = Integer.parseInt(value.substring(value.indexOf(':') + 1));
      Integer former = last.put(key(value), number);
      assertThat(former == null || former < number).as("order of " + value).isTrue();
    }
    // What the killed one acknowledged and did not write down any more is on the server no more,
    // and was worked on.
    seen.forEach(ledger::acked);
    ledger.check("", 0);
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(channels.size(CTX, name + "#" + shard)).isZero();
    }
    System.out.printf("sharded: worked on twice %d (cause: killed with elements in hand)%n", twice);
    // It had one delivery of each of its shards in its handlers' hands.
    assertThat(twice).isLessThanOrEqualTo(SHARDS);
  }

  @Test
  void receiver_second_isGivenItsFairPart_andTheFirstTakesItBackAtTheEnd() throws Exception {
    var options = OPTIONS.withLease(Duration.ofSeconds(3));
    var channels = connect();
    try (var rx1 = Sharded.receiver(channels, name, SHARDS, TEXT, options)) {
      Await.until("all are its own", () -> rx1.owned().size() == SHARDS);
      try (var rx2 = Sharded.receiver(channels, name, SHARDS, TEXT, options)) {
        Await.until(
            "divided", () -> rx1.owned().size() == SHARDS / 2 && rx2.owned().size() == SHARDS / 2);
        var both = new HashSet<>(rx1.owned());
        both.addAll(rx2.owned());
        assertThat(both).hasSize(SHARDS);
      }
      Await.until("all again", () -> rx1.owned().size() == SHARDS);
    }
  }

  @Test
  void deliveries_oneAtATimeForAShard_andTheNextWhenItIsSettled() throws Exception {
    var channels = connect();
    try (var tx =
            Sharded.sender(channels, name, 1, ShardedTest::key, TEXT, SendOptions.defaults());
        var rx = Sharded.receiver(channels, name, 1, TEXT, OPTIONS)) {
      tx.send(CTX, "k:1");
      tx.send(CTX, "k:2");
      Delivery<String> first = rx.deliveries().receive();
      assertThat(first.value()).isEqualTo("k:1");
      Await.until("fetched", () -> channels.size(CTX, name + "#0") == 2);
      assertThat(rx.deliveries().size()).isZero();
      assertThat(first.ack()).isTrue();
      Delivery<String> second = rx.deliveries().receive();
      assertThat(second.value()).isEqualTo("k:2");
      tx.closeChannel(CTX);
      assertThat(second.ack()).isTrue();
      assertThat(rx.deliveries().receive()).isNull();
      assertThat(rx.failure()).isNull();
      Sharded.delete(CTX, channels, name, 1);
      assertThat(jedis().keys("*" + name + "*")).allMatch(key -> key.contains(":p:"));
    }
  }

  @Test
  void channels_closedUnderneath_finishNoShard() throws Exception {
    var channels = connect();
    var mine = opened(RedisChannels.connect(CTX, uri(server().port())));
    var options = OPTIONS.withLease(Duration.ofSeconds(3));
    try (var tx =
        Sharded.sender(channels, name, 2, ShardedTest::key, TEXT, SendOptions.defaults())) {
      var rx = Sharded.receiver(mine, name, 2, TEXT, options);
      Await.until("all are its own", () -> rx.owned().size() == 2);
      mine.close(); // with all of its receivers, and before rx
      Await.until("ended", () -> rx.deliveries().isDrained());
      rx.close();
      for (int i = 0; i < 8; i++) {
        tx.send(CTX, "k" + i + ":" + i);
      }
      try (var other = Sharded.receiver(channels, name, 2, TEXT, options)) {
        for (int i = 0; i < 8; i++) {
          assertThat(ack(other.deliveries().receive())).isTrue();
        }
      }
    }
  }

  private static boolean ack(Delivery<String> delivery) {
    return delivery.ack();
  }

  @Test
  void sender_badInput_isRefused() throws Exception {
    var channels = connect();
    assertThatThrownBy(
            () -> Sharded.sender(channels, name, 0, ShardedTest::key, TEXT, SendOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shards");
    try (var tx = Sharded.sender(channels, name, 2, value -> null, TEXT, SendOptions.defaults())) {
      assertThatThrownBy(() -> tx.send(CTX, "k:1")).hasMessageContaining("key of a value is null");
    }
  }
}
