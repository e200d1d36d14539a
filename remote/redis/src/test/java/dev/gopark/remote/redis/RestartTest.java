package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.context.Context;
import dev.gopark.context.DeadlineExceededException;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.RemoteSender;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.FaultProxy;
import dev.gopark.remote.kit.Ledger;
import dev.gopark.remote.kit.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The server dies by kill -9 and comes back, or another takes its place. */
class RestartTest extends RedisTest {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @Test
  @DisplayName("row 5: killed under load with fsync always: nothing is lost")
  void restart_appendFsyncAlways_losesNothing() throws Exception {
    var ledger = new Ledger("row 5, appendfsync always");
    start("--appendonly", "yes", "--appendfsync", "always");
    killUnderLoad(ledger);
    ledger.check("", 0);
  }

  @Test
  @DisplayName("row 5: killed under load with fsync every second: the loss is counted")
  void restart_appendFsyncEverySecond_lossIsCounted() throws Exception {
    var ledger = new Ledger("row 5, appendfsync everysec");
    start("--appendonly", "yes", "--appendfsync", "everysec");
    int before = killUnderLoad(ledger);
    // The process died and the machine did not: what it has written is in the system's cache. It
    // may put off
    // a write for as long as the disk is slow with the last fsync, two seconds at most. A power cut
    // would take
    // a second's elements more.
    int lost = ledger.missing().size();
    System.out.printf(
        "row 5, appendfsync everysec: accepted %d, acked %d, lost %d (cause: not written yet), twice %d"
            + " (cause: an ack not written yet)%n",
        ledger.acceptedCount(), ledger.ackedCount(), lost, ledger.twice());
    assertThat(lost).isLessThanOrEqualTo(before);
    assertThat(ledger.twice()).isLessThanOrEqualTo(before);
  }

  @Test
  @DisplayName("row 5: killed without a log: all that was stored is lost, and the channel goes on")
  void restart_nothingOnDisk_losesWhatWasStored_andGoesOn() throws Exception {
    start("--appendonly", "no");
    var channels = connect();
    var tx = sender(channels, 1000);
    for (int i = 0; i < 100; i++) {
      tx.send(CTX, "lost" + i);
    }
    server().kill();
    server().restart();
    Await.until("empty", () -> channels.size(CTX, name) == 0);
    var ledger = new Ledger("row 5, no log");
    var rx = receiver(channels, LEASE);
    send(tx, ledger, "after");
    drain(rx, ledger);
    ledger.check("", 0);
    System.out.println("row 5, no log: accepted before the kill 100, lost 100");
    // And once more with a receiver that has made its group: the group is gone with the rest.
    server().kill();
    server().restart();
    send(tx, ledger, "once more");
    drain(rx, ledger);
    assertThat(rx.failure()).isNull();
  }

  /**
   * Sends and receives, kills the server in the middle, closes the channel and drains it. How many
   * had been accepted when the server was back.
   */
  private int killUnderLoad(Ledger ledger) throws Exception {
    var channels = connect();
    var tx = sender(channels, 500);
    var rx = receiver(channels, LEASE);
    var stop = new AtomicBoolean();
    CompletableFuture<Boolean> done = load(tx, ledger, stop);
    var drained = new CompletableFuture<Boolean>();
    Go.go(() -> {
      for (Delivery<String> d : rx.deliveries()) {
        if (d.ack()) {
          ledger.acked(d.value());
        }
      }
      drained.complete(true);
    });
    Await.until("load", () -> ledger.acceptedCount() > 200);
    server().kill();
    server().restart();
    int before = ledger.acceptedCount();
    Await.until("load after the restart", () -> ledger.acceptedCount() > before + 200);
    stop.set(true);
    assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    tx.closeChannel(CTX);
    assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(rx.failure()).isNull();
    assertThat(tx.stats().failures() + rx.stats().failures()).isPositive();
    return before;
  }

  @Test
  @DisplayName("row 6: the server is away: sends wait for their context, receivers are silent")
  void serverAway_sendsWaitForTheirContext_andAllGoesOn() throws Exception {
    var ledger = new Ledger("row 6");
    start("--appendonly", "yes", "--appendfsync", "always");
    var channels = connect();
    var tx = sender(channels, 100);
    var rx = receiver(channels, LEASE);
    send(tx, ledger, "before");
    drain(rx, ledger);
    int port = server().port();
    server().kill();
    long start = System.nanoTime();
    // It may be on its way when the connection breaks, so its outcome is not known.
    try (var ctx = Context.withTimeout(CTX, Duration.ofSeconds(2))) {
      assertThatThrownBy(() -> tx.send(ctx, "unsure"))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasCauseInstanceOf(DeadlineExceededException.class);
    }
    try (var ctx = Context.withTimeout(CTX, Duration.ofSeconds(2))) {
      assertThatThrownBy(() -> channels.size(ctx, name))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
    var waiting = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try {
        send(tx, ledger, "meanwhile");
        waiting.complete(true);
      } catch (Throwable t) {
        waiting.completeExceptionally(t);
      }
    });
    Await.until("some tries", () -> tx.stats().failures() > 3 && rx.stats().failures() > 3);
    double seconds = (System.nanoTime() - start) / 1e9;
    long failures = tx.stats().failures() + rx.stats().failures();
    // Each end tries a few times in the first second, from 20 ms on, and twice a second later at
    // most.
    assertThat((double) failures).isLessThan(40 + 5 * seconds);
    assertThat(waiting).isNotDone();
    server().restart();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    while (!ledger.missing().isEmpty()) {
      Delivery<String> d = next(rx);
      if (d.ack() && !d.value().equals("unsure")) {
        ledger.acked(d.value());
      }
    }
    ledger.check("", 0);
    System.out.printf("row 6: %d tries of both ends in %.1f s of absence%n", failures, seconds);
  }

  @Test
  @DisplayName("row 13: that a channel was closed survives a restart")
  void closeChannel_thenRestart_isStillClosed() throws Exception {
    start("--appendonly", "yes", "--appendfsync", "always");
    var channels = connect();
    var tx = sender(channels, 10);
    tx.send(CTX, "left");
    tx.closeChannel(CTX);
    server().kill();
    var closing = new CompletableFuture<Throwable>();
    Go.go(() -> {
      try {
        tx.closeChannel(CTX); // while it is away: answered when it is back
        closing.complete(null);
      } catch (Throwable t) {
        closing.complete(t);
      }
    });
    server().restart();
    assertThat(closing.get(60, TimeUnit.SECONDS)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> tx.send(CTX, "late")).isInstanceOf(ChannelClosedException.class);
    var rx = receiver(channels, LEASE);
    assertThat(next(rx).ack()).isTrue();
    assertEnds(rx);
  }

  @Test
  @DisplayName("row 19: a replica takes over; what it had not received yet is lost, and counted")
  void failover_toAReplica_lossIsCounted() throws Exception {
    start();
    RedisServer replica = opened(RedisServer.start("--replicaof", "127.0.0.1 " + server().port()));
    var jedis = opened(new Jedis("127.0.0.1", replica.port(), 20_000));
    Await.until("in sync", () -> jedis.info("replication").contains("master_link_status:up"));
    var proxy = opened(FaultProxy.to(server().port()));
    var channels = connect(proxy.port());
    var tx = sender(channels, 100_000);
    var ledger = new Ledger("row 19");
    var stop = new AtomicBoolean();
    var done = load(tx, ledger, stop);
    Await.until("load", () -> ledger.acceptedCount() > 300);
    server().kill();
    jedis.replicaofNoOne();
    proxy.retarget(replica.port());
    proxy.cut();
    int before = ledger.acceptedCount();
    Await.until("load on the replica", () -> ledger.acceptedCount() > before + 100);
    stop.set(true);
    assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    tx.closeChannel(CTX);
    var rx = receiver(channels, LEASE);
    for (Delivery<String> d : rx.deliveries()) {
      assertThat(d.ack()).isTrue();
      ledger.acked(d.value());
    }
    assertThat(rx.failure()).isNull();
    int lost = ledger.missing().size();
    System.out.printf(
        "row 19: accepted %d, acked %d, lost %d (cause: not replicated yet), twice %d%n",
        ledger.acceptedCount(), ledger.ackedCount(), lost, ledger.twice());
    assertThat(lost).isLessThanOrEqualTo(before);
    assertThat(ledger.twice())
        .isLessThanOrEqualTo(1); // the one that was on its way and is sent again
  }

  private CompletableFuture<Boolean> load(
      RemoteSender<String> tx, Ledger ledger, AtomicBoolean stop) {
    var done = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try {
        for (int i = 0; !stop.get(); i++) {
          send(tx, ledger, "v" + i);
        }
        done.complete(true);
      } catch (Throwable t) {
        done.completeExceptionally(t);
      }
    });
    return done;
  }
}
