package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.Received;
import dev.gopark.context.CanceledException;
import dev.gopark.context.Context;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Closed channels, closed ends, contexts and interrupts. */
class EndTest extends RedisTest {
  @Test
  @DisplayName(
      "row 10: what cannot be decoded, what fails too often, what others wrote: dead letters")
  void poison_isADeadLetter_andTheChannelGoesOn() throws Exception {
    var ledger = new Ledger("row 10");
    var channels = connect();
    var tx = sender(channels, 10);
    var jedis = jedis();
    var rx =
        channels.receiver(name, TEXT, OPTIONS.withDeliveryLimit(2).withRetryDelay(Duration.ZERO));
    tx.send(CTX, "poison");
    for (int attempt = 1; attempt <= 2; attempt++) {
      try (Delivery<String> d = next(rx)) {
        assertThat(d.attempt()).isEqualTo(attempt);
      }
    }
    jedis.xadd(
        "{" + name + "}:s",
        redis.clients.jedis.StreamEntryID.NEW_ENTRY,
        java.util.Map.of("x", "y"));
    send(tx, ledger, "good");
    drain(rx, ledger);
    Await.until("two dead letters", () -> channels.deadLetters(CTX, name, 10).size() == 2);
    var reasons = channels.deadLetters(CTX, name, 10).stream().map(l -> l.reason()).toList();
    assertThat(reasons)
        .anySatisfy(reason -> assertThat(reason).contains("delivered 2 times"))
        .anySatisfy(reason -> assertThat(reason).contains("not written by a sender of gopark"));
    assertThat(channels.size(CTX, name)).isZero();
    ledger.check("", 0);
  }

  @Test
  @DisplayName("row 13: close with elements pending and senders blocked")
  void closeChannel_pendingAndBlockedSenders_drainsAndThrows() throws Exception {
    var ledger = new Ledger("row 13");
    var channels = connect();
    var tx = sender(channels, 2);
    var rx1 = receiver(channels);
    var rx2 = receiver(channels);
    send(tx, ledger, "a");
    send(tx, ledger, "b");
    var blocked = new ArrayList<CompletableFuture<Throwable>>();
    for (int i = 0; i < 3; i++) {
      var future = new CompletableFuture<Throwable>();
      blocked.add(future);
      Go.go(() -> {
        try {
          tx.send(CTX, "too late");
          future.complete(null);
        } catch (Throwable t) {
          future.complete(t);
        }
      });
    }
    Await.until("full", () -> tx.stats().full() > 0);
    sender(channels, 2).closeChannel(CTX); // by another sender
    for (var future : blocked) {
      assertThat(future.get(60, TimeUnit.SECONDS)).isInstanceOf(ChannelClosedException.class);
    }
    var both = new ArrayList<Delivery<String>>();
    while (both.size() < 2) {
      for (var rx : List.of(rx1, rx2)) {
        if (rx.deliveries().tryReceive(Duration.ofMillis(10))
            instanceof Received.Value<Delivery<String>> found) {
          both.add(found.value());
        }
      }
    }
    for (var d : both) {
      assertThat(rx1.deliveries().isDrained() || rx2.deliveries().isDrained()).isFalse();
      assertThat(d.ack()).isTrue();
      ledger.acked(d.value());
    }
    assertEnds(rx1);
    assertEnds(rx2);
    assertThatThrownBy(() -> tx.closeChannel(CTX)).isInstanceOf(ChannelClosedException.class);
    ledger.check("", 0);
  }

  @Test
  @DisplayName("row 14: a context ends a send, a receive and a handler; nothing is lost")
  void context_ends_nothingIsLost() throws Exception {
    var ledger = new Ledger("row 14");
    var channels = connect();
    var tx = sender(channels, 1);
    var rx = receiver(channels);
    try (var ctx = Context.withCancel(CTX)) {
      // A receive: local, at once, and the reader's socket is not touched.
      var received = new CompletableFuture<Throwable>();
      Go.go(() -> {
        try {
          ctx.receive(rx.deliveries());
          received.complete(null);
        } catch (Throwable t) {
          received.complete(t);
        }
      });
      ctx.cancel();
      assertThat(received.get(60, TimeUnit.SECONDS)).isInstanceOf(CanceledException.class);
    }
    // Interrupts of senders, again and again, in every phase: the connection lives on.
    for (int i = 0; i < 30; i++) {
      var outcome = new CompletableFuture<Throwable>();
      String value = "v" + i;
      Thread sender =
          Go.go(() -> {
            try {
              tx.send(CTX, value);
              outcome.complete(null);
            } catch (Throwable t) {
              outcome.complete(t);
            }
          });
      if (i % 3 != 0) {
        sender.interrupt();
      }
      Throwable thrown = outcome.get(60, TimeUnit.SECONDS);
      if (thrown == null) {
        ledger.accepted(value);
      } else {
        assertThat(thrown).isInstanceOf(InterruptedException.class);
      }
      // Whatever has been stored, also without anybody knowing, is delivered.
      while (channels.size(CTX, name) > 0) {
        Delivery<String> d = next(rx);
        assertThat(d.ack()).isTrue();
        ledger.acked(d.value());
      }
    }
    assertThat(tx.stats().failures()).isZero();
    assertThat(rx.stats().failures()).isZero();
    // A handler that is interrupted between receive and ack: close hands it back.
    send(tx, ledger, "handled");
    Thread handler =
        Go.go(() -> {
          try (Delivery<String> d = rx.deliveries().receive()) {
            Thread.sleep(Duration.ofMinutes(5));
            d.ack();
          } catch (InterruptedException e) {
            // The end that the test wants.
          }
        });
    Await.until(
        "in hand",
        () ->
            rx.stats().delivered() > 0
                && rx.deliveries().size() == 0
                && handler.getState() == Thread.State.TIMED_WAITING);
    handler.interrupt();
    drain(rx, ledger);
    ledger.check("", 0);
  }

  @Test
  @DisplayName("row 15: a closed receiver hands back what nobody took, and another has it soon")
  void close_untaken_anotherThatWaitsHasItSoon() throws Exception {
    var ledger = new Ledger("row 15");
    var channels = connect();
    var tx = sender(channels, 100);
    var rx1 = channels.receiver(name, TEXT, OPTIONS.withPrefetch(8));
    for (int i = 0; i < 8; i++) {
      send(tx, ledger, "v" + i);
    }
    Await.until("prefetched", () -> rx1.deliveries().size() == 8);
    var rx2 = receiver(channels);
    var jedis = jedis();
    Await.until(
        "another waits",
        () ->
            jedis.clientList().lines().filter(line -> line.contains("cmd=xreadgroup")).count()
                == 2);
    long start = System.nanoTime();
    rx1.close();
    long closed = System.nanoTime();
    for (int i = 0; i < 8; i++) {
      Delivery<String> d = next(rx2);
      assertThat(d.attempt()).isEqualTo(1);
      assertThat(d.ack()).isTrue();
      ledger.acked(d.value());
    }
    System.out.printf(
        "row 15: closed in %d ms, all with another after %d ms%n",
        (closed - start) / 1_000_000, (System.nanoTime() - start) / 1_000_000);
    assertThat(rx1.stats().handedBack()).isEqualTo(8);
    ledger.check("", 0);
    Await.until(
        "the closed one is forgotten",
        () -> jedis.xinfoConsumers("{" + name + "}:s", "g").size() == 1);
  }

  @Test
  @DisplayName("row 16: somebody else trims the stream: noticed, counted, and the rest goes on")
  void trimmed_isCounted_andTheRestGoesOn() throws Exception {
    var ledger = new Ledger("row 16");
    var channels = connect();
    var tx = sender(channels, 100);
    var jedis = jedis();
    // A consumer that dies with elements in hand, here one without a process.
    tx.send(CTX, "gone1");
    tx.send(CTX, "gone2");
    var dead = channels.receiver(name, TEXT, OPTIONS.withLease(Duration.ofMillis(200)));
    Await.until("in hand", () -> dead.stats().delivered() == 2);
    Delivery<String> held = next(dead);
    jedis.xtrim("{" + name + "}:s", 0, false);
    assertThat(held.ack()).isTrue(); // nobody will do it again
    dead.close();
    var rx = channels.receiver(name, TEXT, OPTIONS.withLease(Duration.ofMillis(200)));
    Await.until("noticed", () -> rx.stats().vanished() + dead.stats().vanished() >= 1);
    send(tx, ledger, "left");
    drain(rx, ledger);
    assertThat(jedis.xpending("{" + name + "}:s", "g").getTotal()).isZero();
    // And the whole stream, with its group.
    jedis.del("{" + name + "}:s");
    send(tx, ledger, "anew");
    drain(rx, ledger);
    assertThat(rx.failure()).isNull();
    ledger.check("", 0);
    System.out.println("row 16: vanished " + (rx.stats().vanished() + dead.stats().vanished()));
  }
}
