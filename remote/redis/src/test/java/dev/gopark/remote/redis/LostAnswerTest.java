package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.FaultProxy;
import dev.gopark.remote.kit.Ledger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The server has done it, and the answer is lost. */
class LostAnswerTest extends RedisTest {
  private static final String EVAL = "EVAL";

  @Test
  @DisplayName("row 3: the answers to acks are lost; they are asked again and nothing comes twice")
  void ack_answerLost_isAskedAgainAndNothingComesTwice() throws Exception {
    var ledger = new Ledger("row 3");
    var direct = connect();
    var tx = sender(direct, 100);
    var proxy = opened(FaultProxy.to(server().port()));
    // Only the receiver is behind the proxy, so only its scripts are cut.
    var rx = receiver(connect(proxy.port()), Duration.ofSeconds(30));
    for (int i = 0; i < 20; i++) {
      send(tx, ledger, "v" + i);
      Delivery<String> d = next(rx);
      assertThat(d.attempt()).isEqualTo(1);
      if (i % 2 == 1) {
        // Settles and claims are scripts; the next of either kind is cut, so one or both of these.
        proxy.cutReplies(1, EVAL);
      }
      assertThat(d.ack()).isTrue();
      ledger.acked(d.value());
    }
    assertThat(rx.stats().failures()).isPositive();
    assertThat(rx.stats().redelivered()).isZero();
    assertThat(direct.size(CTX, name)).isZero();
    ledger.check("", 0);
  }

  @Test
  @DisplayName("row 4: the answers to sends are lost; they are sent again and stored once")
  void send_answerLost_isStoredOnce() throws Exception {
    var ledger = new Ledger("row 4");
    var direct = connect();
    var proxy = opened(FaultProxy.to(server().port()));
    var tx = sender(connect(proxy.port()), 100);
    for (int i = 0; i < 20; i++) {
      if (i % 2 == 1) {
        proxy.cutReplies(1 + i % 3, EVAL); // also the answer to the second try, and the third
      }
      send(tx, ledger, "v" + i);
    }
    assertThat(direct.size(CTX, name)).isEqualTo(20);
    assertThat(tx.stats().failures()).isGreaterThanOrEqualTo(10);
    var rx = receiver(direct);
    for (int i = 0; i < 20; i++) {
      Delivery<String> d = next(rx);
      assertThat(d.value()).isEqualTo("v" + i);
      assertThat(d.ack()).isTrue();
      ledger.acked(d.value());
    }
    ledger.check("", 0);
    System.out.println("row 4: requests made again " + tx.stats().failures());
  }

  @Test
  @DisplayName("row 4: a request that was given up and comes after its successor stores nothing")
  void send_oldRequestComesLate_storesNothing() throws Exception {
    var jedis = jedis();
    var script = new String(Script.SEND.text(), java.nio.charset.StandardCharsets.UTF_8);
    var keys = java.util.List.of("{x}:s", "{x}:m", "{x}:p:1", "{x}:f");
    var first = java.util.List.of("1", "0", "10", "1", "2", "p", "a");
    var second = java.util.List.of("2", "0", "10", "1", "2", "p", "b");
    assertThat(jedis.eval(script, keys, first)).isEqualTo(1L);
    assertThat(jedis.eval(script, keys, second)).isEqualTo(1L);
    assertThat(jedis.eval(script, keys, first)).isEqualTo(-2L);
    assertThat(jedis.eval(script, keys, second)).isEqualTo(1L);
    assertThat(jedis.xlen("{x}:s")).isEqualTo(2);
  }

  @Test
  @DisplayName("row 7: a black hole is noticed by both sides, and all goes on after it")
  void blackHole_isNoticed_andAllGoesOn() throws Exception {
    var ledger = new Ledger("row 7");
    start();
    var proxy = opened(FaultProxy.to(server().port()));
    var channels = opened(RedisChannels.connect(CTX, uri(proxy.port()), Duration.ofMillis(500)));
    var tx = sender(channels, 100);
    var rx = receiver(channels, Duration.ofSeconds(30));
    send(tx, ledger, "before");
    drain(rx, ledger);
    proxy.blackHole(true);
    var sent = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try {
        send(tx, ledger, "meanwhile");
        sent.complete(true);
      } catch (Throwable t) {
        sent.completeExceptionally(t);
      }
    });
    Await.until("both have noticed", () -> tx.stats().failures() > 0 && rx.stats().failures() > 0);
    assertThat(sent).isNotDone();
    proxy.cut(); // what hung in the hole is gone for good, as with a firewall's restart
    proxy.blackHole(false);
    assertThat(sent.get(60, TimeUnit.SECONDS)).isTrue();
    drain(rx, ledger);
    ledger.check("", 0);
  }

  @Test
  @DisplayName(
      "an element that was lost with a cut connection comes again at once, not after a lease")
  void fetch_answerLost_comesAgainAtOnce() throws Exception {
    var ledger = new Ledger("lost fetch");
    var direct = connect();
    var tx = sender(direct, 100);
    var proxy = opened(FaultProxy.to(server().port()));
    var rx = receiver(connect(proxy.port()), Duration.ofHours(1));
    send(tx, ledger, "a");
    drain(rx, ledger);
    proxy.cutReplies(1, "XREADGROUP");
    // The read that waits now was asked before; the next is cut.
    send(tx, ledger, "b");
    drain(rx, ledger);
    send(tx, ledger, "c");
    drain(rx, ledger);
    Await.until("cut", () -> proxy.repliesToCut() == 0);
    send(tx, ledger, "d");
    drain(rx, ledger);
    ledger.check("", 0);
  }
}
