package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.kit.FaultProxy;
import dev.gopark.remote.kit.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Senders and receivers behind a proxy that cuts all connections, or the answer to something, again
 * and again, while receivers come and go and handlers fail. {@code -Dgopark.test.scale=20} is the
 * long form, {@code -Dgopark.test.seed=N} repeats the choices of a run.
 */
class ChaosTest extends RedisTest {
  private static final int CUTS = 30 * Integer.getInteger("gopark.test.scale", 1);
  private static final long SEED = Long.getLong("gopark.test.seed", System.nanoTime());
  private static final List<String> REQUESTS = List.of("EVAL", "XREADGROUP", "BLPOP", "CLIENT");

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger redelivered = new AtomicInteger();

  @Test
  void cutsFailuresAndComings_everythingIsAcknowledgedOnce() throws Exception {
    System.out.println("chaos: seed " + SEED);
    var random = new Random(SEED);
    var ledger = new Ledger("chaos");
    start();
    var proxy = opened(FaultProxy.to(server().port()));
    var channels = connect(proxy.port());
    List<CompletableFuture<Boolean>> senders = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      senders.add(sends(channels, ledger, "s" + s + "-"));
    }
    List<CompletableFuture<Boolean>> receivers = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      receivers.add(receives(channels, ledger, new Random(random.nextLong())));
    }
    for (int i = 0; i < CUTS; i++) {
      int before = ledger.ackedCount();
      if (random.nextInt(3) == 0) {
        proxy.cut();
      } else {
        proxy.cutReplies(1, REQUESTS.get(random.nextInt(REQUESTS.size())));
      }
      // Life goes on after each: at least one element more.
      dev.gopark.remote.kit.Await.until("life", () -> ledger.ackedCount() > before);
    }
    stop.set(true);
    for (var sender : senders) {
      assertThat(sender.get(60, TimeUnit.SECONDS)).isTrue();
    }
    sender(channels, 50).closeChannel(CTX);
    for (var receiver : receivers) {
      assertThat(receiver.get(60, TimeUnit.SECONDS)).isTrue();
    }
    ledger.check("", 0);
    System.out.println("chaos: cuts " + CUTS + ", deliveries beyond the first " + redelivered);
    assertThat(channels.size(CTX, name)).isZero();
    assertThat(channels.deadLetters(CTX, name, 10)).isEmpty();
  }

  private CompletableFuture<Boolean> sends(RemoteChannels channels, Ledger ledger, String prefix) {
    var done = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try (var tx = sender(channels, 50)) {
        for (int i = 0; !stop.get(); i++) {
          send(tx, ledger, prefix + i);
        }
        done.complete(true);
      } catch (Throwable t) {
        done.completeExceptionally(t);
      }
    });
    return done;
  }

  /** Receivers, one after the other, each for some elements; the last one to the end. */
  private CompletableFuture<Boolean> receives(
      RemoteChannels channels, Ledger ledger, Random random) {
    var options =
        OPTIONS
            .withDeliveryLimit(0)
            .withRetryDelay(Duration.ofMillis(20))
            .withDrain(Duration.ofSeconds(10));
    var done = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try {
        boolean ended = false;
        while (!ended) {
          try (var rx = channels.receiver(name, TEXT, options)) {
            for (int left = 20 + random.nextInt(200); left > 0 && !ended; left--) {
              Delivery<String> d = rx.deliveries().receive();
              ended = d == null;
              if (d != null) {
                handle(d, ledger, random.nextInt(10) == 0);
              }
            }
            if (rx.failure() != null) {
              throw new AssertionError(rx.failure());
            }
          }
        }
        done.complete(true);
      } catch (Throwable t) {
        done.completeExceptionally(t);
      }
    });
    return done;
  }

  private void handle(Delivery<String> delivery, Ledger ledger, boolean fails) {
    try (delivery) {
      if (delivery.attempt() > 1) {
        redelivered.incrementAndGet();
      }
      if (!fails && delivery.ack()) {
        ledger.acked(delivery.value());
      }
    }
  }
}
