package dev.gopark.remote.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.context.DeadlineExceededException;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.RemoteReceiver;
import dev.gopark.remote.RemoteSender;
import dev.gopark.remote.SendOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a remote channel does over every engine. */
public abstract class ChannelContract {
  protected static final Context CTX = Context.background();
  protected static final Duration SOON = Duration.ofSeconds(60);

  /** Tests leave deliveries unsettled; nobody is to wait for these at the end. */
  protected static final ReceiveOptions OPTIONS =
      ReceiveOptions.defaults().withDrain(Duration.ZERO);

  protected static final Codec<String> TEXT = Codec.string();

  protected RemoteChannels channels;
  protected String name;

  /** Channels on a server that is there. */
  protected abstract RemoteChannels connect() throws Exception;

  /** Whether a delivery that was handed back untouched counts as an attempt: NATS has it so. */
  protected boolean handingBackCounts() {
    return false;
  }

  @BeforeEach
  void open() throws Exception {
    channels = connect();
    name = "contract:" + UUID.randomUUID();
  }

  @AfterEach
  void close() {
    channels.close();
  }

  protected RemoteSender<String> sender(int capacity) {
    return channels.sender(name, TEXT, SendOptions.defaults().withCapacity(capacity));
  }

  protected RemoteReceiver<String> receiver() {
    return receiver(OPTIONS);
  }

  protected RemoteReceiver<String> receiver(ReceiveOptions options) {
    return channels.receiver(name, TEXT, options);
  }

  protected static <T> Delivery<T> next(RemoteReceiver<T> receiver) throws InterruptedException {
    return switch (receiver.deliveries().tryReceive(SOON)) {
      case Received.Value<Delivery<T>> found -> found.value();
      case Received.Empty<Delivery<T>> nothing -> throw new AssertionError("nothing came");
      case Received.Closed<Delivery<T>> end ->
          throw new AssertionError("closed", receiver.failure());
    };
  }

  protected static void assertEnds(RemoteReceiver<?> receiver) throws InterruptedException {
    assertThat(receiver.deliveries().tryReceive(SOON)).isInstanceOf(Received.Closed.class);
    assertThat(receiver.failure()).isNull();
  }

  @Test
  void send_receiverWaits_deliversValueHeadersAndTime() throws Exception {
    try (var tx = sender(10);
        var rx = receiver()) {
      tx.send(CTX, "value", Map.of("key", "a header", "empty", ""));
      Delivery<String> delivery = next(rx);
      assertThat(delivery.value()).isEqualTo("value");
      assertThat(delivery.headers()).isEqualTo(Map.of("key", "a header", "empty", ""));
      assertThat(delivery.attempt()).isEqualTo(1);
      assertThat(delivery.sent().toEpochMilli()).isPositive();
      assertThat(delivery.ack()).isTrue();
      Await.until("empty", () -> channels.size(CTX, name) == 0);
    }
  }

  @Test
  void send_fromOneGoroutine_arrivesInOrder() throws Exception {
    int count = 500;
    try (var tx = sender(64);
        var rx = receiver()) {
      Channel<String> source = Channel.make(8);
      Go.go(() -> {
        for (int i = 0; i < count; i++) {
          source.send("v" + i);
        }
        source.close();
      });
      var pumped = new CompletableFuture<Long>();
      Go.go(() -> {
        try {
          pumped.complete(tx.pump(CTX, source));
        } catch (Throwable t) {
          pumped.completeExceptionally(t);
        }
      });
      for (int i = 0; i < count; i++) {
        Delivery<String> delivery = next(rx);
        assertThat(delivery.value()).isEqualTo("v" + i);
        var unused = delivery.ackAsync();
      }
      assertThat(pumped.get(60, TimeUnit.SECONDS)).isEqualTo(count);
      Await.until("all acked", () -> rx.stats().acked() == count);
    }
  }

  @Test
  void send_manyGoroutinesAndReceivers_eachElementOnce() throws Exception {
    int goroutines = 20;
    int each = 25;
    Set<String> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
    var twice = new AtomicReference<String>();
    var done = new CountDownLatch(goroutines * each);
    try (var tx = sender(50);
        var rx1 = receiver();
        var rx2 = receiver()) {
      for (var rx : List.of(rx1, rx2)) {
        Go.go(() -> {
          for (Delivery<String> d : rx.deliveries()) {
            if (!seen.add(d.value())) {
              twice.set(d.value());
            }
            d.ack();
            done.countDown();
          }
        });
      }
      for (int g = 0; g < goroutines; g++) {
        int mine = g;
        Go.go(() -> {
          for (int i = 0; i < each; i++) {
            tx.send(CTX, mine + "-" + i);
          }
        });
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(seen).hasSize(goroutines * each);
      assertThat(twice).hasNullValue();
    }
  }

  @Test
  void trySend_full_saysNo_andAnAckMakesRoom() throws Exception {
    try (var tx = sender(2);
        var rx = receiver()) {
      assertThat(tx.trySend(CTX, "a")).isTrue();
      assertThat(tx.trySend(CTX, "b")).isTrue();
      assertThat(tx.trySend(CTX, "c")).isFalse();
      assertThat(channels.size(CTX, name)).isEqualTo(2);
      assertThat(next(rx).ack()).isTrue();
      assertThat(tx.trySend(CTX, "d")).isTrue();
      assertThat(tx.trySend(CTX, "e")).isFalse();
    }
  }

  @Test
  void send_full_waitsForAnAck() throws Exception {
    try (var tx = sender(1);
        var rx = receiver()) {
      tx.send(CTX, "a");
      var sent = new CompletableFuture<Boolean>();
      Go.go(() -> {
        tx.send(CTX, "b");
        sent.complete(true);
      });
      Await.until("full was found", () -> tx.stats().full() > 0);
      assertThat(sent).isNotDone();
      assertThat(next(rx).ack()).isTrue();
      assertThat(sent.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(next(rx).value()).isEqualTo("b");
    }
  }

  @Test
  void send_contextEndsWhileFull_nothingIsStored() throws Exception {
    try (var tx = sender(1);
        var rx = receiver()) {
      tx.send(CTX, "a");
      try (var ctx = Context.withTimeout(CTX, Duration.ofMillis(50))) {
        // Withdrawn while it waits, or on its way for the moment: then it is not known yet.
        assertThatThrownBy(() -> tx.send(ctx, "b"))
            .satisfiesAnyOf(
                e -> assertThat(e).isInstanceOf(DeadlineExceededException.class),
                e -> assertThat(e).hasCauseInstanceOf(DeadlineExceededException.class));
      }
      assertThat(channels.size(CTX, name)).isEqualTo(1);
      assertThat(next(rx).ack()).isTrue();
      tx.send(CTX, "c");
      assertThat(next(rx).value()).isIn("b", "c");
    }
  }

  @Test
  void closeChannel_elementsLeft_receiverDrainsThenEnds() throws Exception {
    try (var tx = sender(10);
        var rx = receiver()) {
      tx.send(CTX, "a");
      tx.send(CTX, "b");
      tx.closeChannel(CTX);
      assertThatThrownBy(() -> tx.send(CTX, "c"))
          .isInstanceOf(ChannelClosedException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> tx.trySend(CTX, "c")).isInstanceOf(ChannelClosedException.class);
      Delivery<String> a = next(rx);
      Delivery<String> b = next(rx);
      assertThat(a.value() + b.value()).isEqualTo("ab");
      assertThat(a.ack()).isTrue();
      // b is not acknowledged: the channel is not drained, for whoever asks.
      assertThat(rx.deliveries().tryReceive()).isInstanceOf(Received.Empty.class);
      assertThat(b.ack()).isTrue();
      assertEnds(rx);
    }
    // Closed stays closed, for a receiver that comes late and for another sender.
    try (var tx = sender(10);
        var rx = receiver()) {
      assertEnds(rx);
      assertThatThrownBy(() -> tx.closeChannel(CTX))
          .isInstanceOf(ChannelClosedException.class)
          .hasMessageContaining("closed already");
    }
  }

  @Test
  void delete_closedChannel_isAsNew() throws Exception {
    try (var tx = sender(10)) {
      tx.send(CTX, "a");
      tx.closeChannel(CTX);
    }
    channels.delete(CTX, name);
    try (var tx = sender(10);
        var rx = receiver()) {
      tx.send(CTX, "b");
      assertThat(next(rx).value()).isEqualTo("b");
    }
  }

  @Test
  void nack_isDeliveredAgain_withTheSameIdAndTheNextAttempt() throws Exception {
    try (var tx = sender(10);
        var rx = receiver()) {
      tx.send(CTX, "a");
      Delivery<String> first = next(rx);
      assertThat(first.nack(Duration.ofMillis(50))).isTrue();
      assertThat(first.ack()).isFalse();
      assertThat(first.nack(Duration.ZERO)).isTrue(); // the same once more
      Delivery<String> second = next(rx);
      assertThat(second.value()).isEqualTo("a");
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.attempt()).isEqualTo(2);
      assertThat(second.ack()).isTrue();
      assertThat(second.ack()).isTrue();
      assertThat(second.nack(Duration.ZERO)).isFalse();
      Await.until("empty", () -> channels.size(CTX, name) == 0);
    }
  }

  @Test
  void close_ofADeliveryThatIsNotSettled_isANack() throws Exception {
    try (var tx = sender(10);
        var rx = receiver(OPTIONS.withRetryDelay(Duration.ZERO))) {
      tx.send(CTX, "a");
      try (Delivery<String> d = next(rx)) {
        assertThat(d.attempt()).isEqualTo(1);
      }
      try (Delivery<String> d = next(rx)) {
        assertThat(d.attempt()).isEqualTo(2);
        assertThat(d.ack()).isTrue();
      }
      Await.until("empty", () -> channels.size(CTX, name) == 0);
    }
  }

  @Test
  void reject_becomesADeadLetter_withReasonAndPayload() throws Exception {
    try (var tx = sender(1);
        var rx = receiver()) {
      tx.send(CTX, "bad", Map.of("k", "v"));
      Delivery<String> d = next(rx);
      assertThat(d.reject("no such customer")).isTrue();
      tx.send(CTX, "good"); // the place is free
      assertThat(next(rx).value()).isEqualTo("good");
      var dead = channels.deadLetters(CTX, name, 10);
      assertThat(dead).hasSize(1);
      assertThat(dead.get(0).reason()).isEqualTo("no such customer");
      assertThat(new String(dead.get(0).payload(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("bad");
      assertThat(dead.get(0).headers()).isEqualTo(Map.of("k", "v"));
      assertThat(dead.get(0).id()).isEqualTo(d.id());
      assertThat(channels.removeDeadLetter(CTX, name, dead.get(0))).isTrue();
      assertThat(channels.removeDeadLetter(CTX, name, dead.get(0))).isFalse();
      assertThat(channels.deadLetters(CTX, name, 10)).isEmpty();
    }
  }

  @Test
  void receive_whatCannotBeDecoded_isADeadLetterAndTheChannelGoesOn() throws Exception {
    try (var raw = channels.sender(name, Codec.bytes(), SendOptions.defaults());
        var rx = receiver()) {
      raw.send(CTX, new byte[] {(byte) 0xff, 0});
      raw.send(CTX, "fine".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(next(rx).value()).isEqualTo("fine");
      Await.until("a dead letter", () -> !channels.deadLetters(CTX, name, 10).isEmpty());
      assertThat(channels.deadLetters(CTX, name, 10).get(0).reason()).contains("not UTF-8");
      assertThat(channels.deadLetters(CTX, name, 10).get(0).payload())
          .isEqualTo(new byte[] {(byte) 0xff, 0});
    }
  }

  @Test
  void receive_deliveredTooOften_isADeadLetter() throws Exception {
    try (var tx = sender(10);
        var rx = receiver(OPTIONS.withDeliveryLimit(3).withRetryDelay(Duration.ZERO))) {
      tx.send(CTX, "poison");
      for (int attempt = 1; attempt <= 3; attempt++) {
        try (Delivery<String> d = next(rx)) {
          assertThat(d.attempt()).isEqualTo(attempt);
        }
      }
      Await.until("a dead letter", () -> !channels.deadLetters(CTX, name, 10).isEmpty());
      assertThat(channels.deadLetters(CTX, name, 10).get(0).attempts()).isEqualTo(3);
      tx.send(CTX, "next");
      assertThat(next(rx).value()).isEqualTo("next");
    }
  }

  @Test
  void close_withUntakenDeliveries_anotherHasThemAtOnce() throws Exception {
    try (var tx = sender(10)) {
      var rx1 = receiver(OPTIONS.withPrefetch(3));
      for (int i = 0; i < 3; i++) {
        tx.send(CTX, "v" + i);
      }
      Await.until("prefetched", () -> rx1.deliveries().size() == 3);
      rx1.close();
      assertThat(rx1.stats().handedBack()).isEqualTo(3);
      try (var rx2 = receiver()) {
        var values = new HashSet<String>();
        for (int i = 0; i < 3; i++) {
          Delivery<String> d = next(rx2);
          values.add(d.value());
          assertThat(d.attempt()).isEqualTo(handingBackCounts() ? 2 : 1);
          assertThat(d.ack()).isTrue();
        }
        assertThat(values).containsExactlyInAnyOrder("v0", "v1", "v2");
      }
    }
  }

  @Test
  void close_handlerStillWorks_waitsForItsAck() throws Exception {
    try (var tx = sender(10)) {
      var rx = receiver(ReceiveOptions.defaults().withDrain(SOON));
      tx.send(CTX, "a");
      Delivery<String> d = next(rx);
      Thread closer = Go.go(rx::close);
      Await.until("closing", () -> rx.deliveries().isDrained());
      assertThat(closer.isAlive()).isTrue();
      assertThat(d.ack()).isTrue();
      assertThat(closer.join(SOON)).isTrue();
      assertThat(channels.size(CTX, name)).isZero();
    }
  }

  @Test
  @DisplayName("row 8: a handler that is slower than the lease keeps its element")
  void lease_handlerSlowerThanLease_isNotDeliveredTwice() throws Exception {
    var options = OPTIONS.withLease(Duration.ofSeconds(5));
    try (var tx = sender(10);
        var rx = receiver(options);
        var other = receiver(options)) {
      tx.send(CTX, "slow");
      Delivery<String> d =
          Select.select(rx.deliveries().onReceive(), other.deliveries().onReceive());
      // A lease and a half: the one wait here that is for a time, since that is the subject.
      Thread.sleep(7500);
      assertThat(rx.deliveries().size() + other.deliveries().size()).isZero();
      assertThat(d.ack()).isTrue();
      assertThat(rx.stats().redelivered() + other.stats().redelivered()).isZero();
    }
  }

  @Test
  void receive_select_worksWithLocalChannelsAndContexts() throws Exception {
    Channel<String> local = Channel.make(1);
    try (var tx = sender(10);
        var rx = receiver();
        var ctx = Context.withCancel(CTX)) {
      local.send("local");
      var next =
          Select.<String>of(
              rx.deliveries().onReceive(d -> d.value() + d.ack()),
              local.onReceive(),
              ctx.onDone(() -> "done"));
      assertThat(next.run()).isEqualTo("local");
      tx.send(CTX, "remote");
      assertThat(next.run()).isEqualTo("remotetrue");
      ctx.cancel();
      assertThat(next.run()).isEqualTo("done");
    }
  }

  @Test
  void send_badInput_isRefusedBeforeAnythingIsSent() throws Exception {
    try (var tx =
        channels.sender(name, TEXT, SendOptions.defaults().withMaxPayload(10).withCapacity(5))) {
      assertThatThrownBy(() -> tx.send(CTX, null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> tx.send(CTX, "12345678901"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("11 bytes")
          .hasMessageContaining("10");
      var many = new java.util.HashMap<String, String>();
      for (int i = 0; i < 65; i++) {
        many.put("h" + i, "");
      }
      assertThatThrownBy(() -> tx.send(CTX, "x", many)).hasMessageContaining("65 headers");
      assertThat(channels.size(CTX, name)).isZero();
    }
    for (String bad : List.of("", "a{b", "a}b", "line\nbreak", "x".repeat(201))) {
      assertThatThrownBy(() -> channels.sender(bad, TEXT, SendOptions.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("name of a channel");
    }
  }

  @Test
  void names_withSeparators_areChannelsOfTheirOwn() throws Exception {
    var names = new ArrayList<String>();
    for (String shape : List.of("a:b", "a:s", "a.b", "a b", "a/b", "a*>", "ü\"'\\", "a")) {
      names.add(name + shape);
    }
    for (String one : names) {
      try (var tx = channels.sender(one, TEXT, SendOptions.defaults())) {
        tx.send(CTX, "in " + one);
      }
    }
    for (String one : names) {
      try (var rx = channels.receiver(one, TEXT, OPTIONS)) {
        Delivery<String> d = next(rx);
        assertThat(d.value()).isEqualTo("in " + one);
        assertThat(d.ack()).isTrue();
      }
      channels.delete(CTX, one);
    }
  }

  @Test
  void close_ofTheHandle_isIdempotentAndEndsSends() throws Exception {
    var tx = sender(10);
    tx.send(CTX, "a");
    tx.close();
    tx.close();
    assertThatThrownBy(() -> tx.send(CTX, "b"))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("closed sender");
    var rx = receiver();
    assertThat(next(rx).ack()).isTrue();
    rx.close();
    rx.close();
    assertThat(rx.deliveries().isDrained()).isTrue();
  }
}
