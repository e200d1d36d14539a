package dev.gopark.remote.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.Ledger;
import dev.gopark.remote.kit.NatsServer;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server is killed under load and comes back with what its files have. */
@Tag("nats-server")
class NatsRestartTest {
  private static final Context CTX = Context.background();

  @Test
  void killed_underLoad_comesBackAndNothingIsLost() throws Exception {
    var ledger = new Ledger("NATS, server killed");
    String name = "restart:" + UUID.randomUUID();
    var options =
        ReceiveOptions.defaults().withLease(Duration.ofSeconds(5)).withDrain(Duration.ZERO);
    try (var server = NatsServer.start();
        var channels = NatsChannels.connect(CTX, URI.create(server.url()));
        var tx = channels.sender(name, Codec.string(), SendOptions.defaults());
        var rx = channels.receiver(name, Codec.string(), options)) {
      var stop = new AtomicBoolean();
      var done = new CompletableFuture<Boolean>();
      Go.go(() -> {
        try {
          for (int i = 0; !stop.get(); i++) {
            tx.send(CTX, "v" + i);
            ledger.accepted("v" + i);
          }
          done.complete(true);
        } catch (Throwable t) {
          done.completeExceptionally(t);
        }
      });
      Go.go(() -> {
        for (Delivery<String> d : rx.deliveries()) {
          if (d.ack()) {
            ledger.acked(d.value());
          }
        }
      });
      Await.until("load", () -> ledger.acceptedCount() > 200);
      server.kill();
      server.restart();
      int before = ledger.acceptedCount();
      Await.until("load after the restart", () -> ledger.acceptedCount() > before + 100);
      stop.set(true);
      assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
      ledger.awaitAll();
      assertThat(rx.failure()).isNull();
      // Acks that the server had not written are forgotten with it, and one that was on its way is
      // asked again.
      ledger.check("acks that died with the server", before);
    }
  }
}
