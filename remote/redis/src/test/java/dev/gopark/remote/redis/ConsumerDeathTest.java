package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.ChildJvm;
import dev.gopark.remote.kit.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers are processes here, and are killed, stopped and replaced. */
class ConsumerDeathTest extends RedisTest {
  private static final Duration LEASE = Duration.ofSeconds(2);

  @TempDir Path folder;

  @Test
  @DisplayName("row 1: a consumer is killed before its ack, and another gets the element")
  void killed_beforeAck_isDeliveredToAnotherAsAttemptTwo() throws Exception {
    var ledger = new Ledger("row 1");
    var channels = connect();
    var tx = sender(channels, 10);
    ChildJvm child = consumer(LEASE, "hold");
    child.await("UP", "UP"::equals);
    send(tx, ledger, "a");
    child.await("GOT a", "GOT a 1"::equals);
    child.process().kill();
    long killed = System.nanoTime();
    var rx = receiver(channels, LEASE);
    Delivery<String> d = next(rx);
    System.out.printf(
        "row 1: delivered again %d ms after the kill, lease %d ms%n",
        (System.nanoTime() - killed) / 1_000_000, LEASE.toMillis());
    assertThat(d.value()).isEqualTo("a");
    assertThat(d.attempt()).isEqualTo(2);
    assertThat(d.ack()).isTrue();
    ledger.acked("a");
    ledger.check("", 0);
    assertThat(channels.size(CTX, name)).isZero();
  }

  @Test
  @DisplayName("row 2: a consumer dies after the work and before the ack: the work is done twice")
  void killed_afterTheWork_isDuplicateWork() throws Exception {
    var ledger = new Ledger("row 2");
    var channels = connect();
    var tx = sender(channels, 10);
    // GOT is the child's work: the line stands for what it did.
    ChildJvm child = consumer(LEASE, "hold");
    send(tx, ledger, "a");
    child.await("GOT a", "GOT a 1"::equals);
    child.process().kill();
    var rx = receiver(channels, LEASE);
    Delivery<String> d = next(rx);
    assertThat(d.attempt()).isEqualTo(2);
    assertThat(d.ack()).isTrue();
    ledger.acked("a");
    ledger.check("", 0);
    System.out.println("row 2: worked on twice 1 (cause: died between work and ack)");
  }

  @Test
  @DisplayName("row 9: a consumer is stopped past its lease; its late ack changes nothing")
  void stopped_pastTheLease_lateAckIsFalse() throws Exception {
    var ledger = new Ledger("row 9");
    var channels = connect();
    var tx = sender(channels, 10);
    Path go = folder.resolve("go");
    // The child takes nothing back within this test, however slow we are.
    ChildJvm child = consumer(Duration.ofMinutes(10), "resume", go.toString());
    send(tx, ledger, "a");
    child.await("GOT a", "GOT a 1"::equals);
    child.process().signal("STOP");
    var other = receiver(channels, LEASE);
    Delivery<String> d = next(other);
    assertThat(d.attempt()).isEqualTo(2);
    Files.createFile(go);
    child.process().signal("CONT");
    child.await("the late ack", line -> line.endsWith(" a") && !line.startsWith("GOT"));
    assertThat(child.lines()).contains("LOST a");
    assertThat(d.ack()).isTrue();
    ledger.acked("a");
    ledger.check("", 0);
    assertThat(channels.size(CTX, name)).isZero();
  }

  @Test
  @DisplayName("row 17: three consumers are replaced one after the other under load")
  void rollingReplacement_underLoad_losesNothing() throws Exception {
    var ledger = new Ledger("row 17");
    var channels = connect();
    var tx = sender(channels, 200);
    List<ChildJvm> all = new ArrayList<>();
    List<ChildJvm> live = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(consumer(LEASE, "ack"));
    }
    live.addAll(all);
    for (ChildJvm child : live) {
      child.await("UP", "UP"::equals);
    }
    var quit = new CompletableFuture<Boolean>();
    var done = new CompletableFuture<Boolean>();
    Go.go(() -> {
      try {
        for (int i = 0; !quit.isDone(); i++) {
          send(tx, ledger, "v" + i);
          Thread.sleep(2);
        }
        done.complete(true);
      } catch (Throwable t) {
        done.completeExceptionally(t);
      }
    });
    for (int i = 0; i < 3; i++) {
      ChildJvm next = consumer(LEASE, "ack");
      all.add(next);
      next.await("UP", "UP"::equals);
      ChildJvm old = live.get(i);
      if (i == 1) {
        old.process().kill(); // one of them the hard way
      } else {
        old.process().signal("TERM");
        old.process().awaitEnd();
      }
      int before = ledger.acceptedCount();
      Await.until("load goes on", () -> ledger.acceptedCount() > before + 20);
    }
    quit.complete(true);
    assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    Await.until("drained", () -> channels.size(CTX, name) == 0);
    // The lines of a consumer reach us a moment after its ack has reached the server; those of the
    // one that
    // was killed may have died with it: what it acknowledged is what is on the server no more.
    Await.until(
        "all lines are here",
        () -> {
          var lines = new ArrayList<String>();
          all.forEach(child -> lines.addAll(child.lines()));
          long acks = lines.stream().filter(line -> line.startsWith("ACK ")).count();
          return acks >= ledger.acceptedCount() - 1;
        });
    int got = 0;
    for (ChildJvm child : all) {
      for (String line : child.lines()) {
        if (line.startsWith("ACK ")) {
          ledger.acked(line.substring(4));
        } else if (line.startsWith("GOT ")) {
          got++;
        }
      }
    }
    int silent = ledger.missing().size();
    ledger
        .missing()
        .forEach(ledger::acked); // acknowledged in the instant of the kill, and not said
    assertThat(silent).isLessThanOrEqualTo(1);
    ledger.check("", 0);
    System.out.printf(
        "row 17: deliveries %d, worked on twice %d (cause: killed with elements in hand)%n",
        got, got - ledger.acceptedCount());
  }
}
