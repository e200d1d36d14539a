package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What nobody refers to any more is garbage: Go's test/gc2 and what selects might keep. */
class ChannelGarbageTest {
  /** What a select leaves behind: weak references to its channel, its element and its callback. */
  private record Left(WeakReference<?> channel, WeakReference<?> element, WeakReference<?> then) {
    void awaitCollected() {
      Garbage.awaitCollected("the channel", channel);
      Garbage.awaitCollected("the element", element);
      Garbage.awaitCollected("the callback", then);
    }
  }

  @Test
  @DisplayName("C25 gc2: channels that nobody refers to are collected, buffered elements included")
  void unreferencedChannels_areCollected() throws InterruptedException {
    var channels = new ArrayList<WeakReference<?>>();
    for (int i = 0; i < 1000; i++) {
      Channel<Object> channel = Channel.make(10);
      var element = new Object();
      channel.send(element);
      channels.add(new WeakReference<>(channel));
      channels.add(new WeakReference<>(element));
    }
    for (WeakReference<?> reference : channels) {
      Garbage.awaitCollected("an unreferenced channel or its element", reference);
    }
  }

  @Test
  @DisplayName("C25 a channel that was printed and selected on is collected, too")
  void usedChannels_areCollected() throws InterruptedException {
    usedChannel(0).awaitCollected();
    usedChannel(3).awaitCollected();
  }

  /** A select of three arms that finds something ready. */
  private static Left usedChannel(int capacity) throws InterruptedException {
    Channel<Object> channel = Channel.make(capacity);
    Channel<Object> other = Channel.make(1);
    assertThat(channel.toString()).isNotEmpty();
    var element = new Object();
    var payload = new Object();
    ReceiveBody<Object, Object> then = v -> payload;
    other.send(new Object());
    Select.select(
        channel.onSend(element), other.onReceive(then), Channel.<Object>make().onReceive(then));
    return new Left(
        new WeakReference<>(other), new WeakReference<>(element), new WeakReference<>(payload));
  }

  @Test
  @DisplayName("S18 the rounds kept for one-shot selects keep no channel, element or callback")
  void oneShotSelect_keepsNothing() throws InterruptedException {
    // Blocked, timed out, refused and interrupted: every way out of a round.
    blocked().awaitCollected();
    timedOut().awaitCollected();
    closed().awaitCollected();
    interrupted().awaitCollected();
  }

  private static Left leftOf(Channel<Object> channel, Object element, Object payload) {
    return new Left(
        new WeakReference<>(channel), new WeakReference<>(element), new WeakReference<>(payload));
  }

  private static Left blocked() throws InterruptedException {
    Channel<Object> channel = Channel.make();
    var element = new Object();
    var payload = new Object();
    try (var go = new Goroutines()) {
      Thread main = Thread.currentThread();
      go.go(() -> {
        Goroutines.until(() -> Goroutines.isParked(main));
        channel.send(element);
      });
      Select.select(channel.onReceive(v -> payload), Channel.make().onSend(element, () -> payload));
    }
    return leftOf(channel, element, payload);
  }

  private static Left timedOut() throws InterruptedException {
    Channel<Object> channel = Channel.make();
    var element = new Object();
    var payload = new Object();
    Select.select(
        channel.onReceive(v -> payload),
        Channel.make().onSend(element, () -> payload),
        Select.timeout(Duration.ofMillis(1), () -> payload));
    return leftOf(channel, element, payload);
  }

  private static Left closed() {
    Channel<Object> channel = Channel.make();
    var element = new Object();
    var payload = new Object();
    channel.close();
    assertThatThrownBy(() ->
            Select.select(
                channel.onSend(element, () -> payload), Channel.make().onReceive(v -> payload)))
        .isInstanceOf(ChannelClosedException.class);
    return leftOf(channel, element, payload);
  }

  private static Left interrupted() {
    Channel<Object> channel = Channel.make();
    var element = new Object();
    var payload = new Object();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() ->
            Select.select(
                channel.onSend(element, () -> payload), Channel.make().onReceive(v -> payload)))
        .isInstanceOf(InterruptedException.class);
    return leftOf(channel, element, payload);
  }

  @Test
  @DisplayName("a reusable select keeps no element that it received")
  void reusableSelect_keepsNoElement() throws InterruptedException {
    Channel<Object> ready = Channel.make(1);
    Channel<Object> idle = Channel.make();
    Select<Object> select = Select.of(ready.onReceive(), idle.onReceive());
    var polled = new WeakReference<>(new Object());
    ready.send(polled.get());
    assertThat(select.run()).isSameAs(polled.get());
    Garbage.awaitCollected("an element that was polled", polled);

    try (var go = new Goroutines()) {
      var handed = new AtomicReference<WeakReference<?>>();
      var stay = new CountDownLatch(1);
      go.goAndPark(() -> {
        handed.set(new WeakReference<>(select.run()));
        stay.await();
      });
      idle.send(new Object());
      Goroutines.until(() -> handed.get() != null);
      Garbage.awaitCollected("an element that was handed over", handed.get());
      stay.countDown();
    }
    assertThat(select.toString()).contains("receive from");
  }

  @Test
  @DisplayName("a reusable select that was dropped is collected long before its timeout")
  void droppedSelect_withATimeout_isCollected() throws InterruptedException {
    Garbage.awaitCollected("the channel of a dropped select", channelOfADroppedSelect());
  }

  private static WeakReference<?> channelOfADroppedSelect() throws InterruptedException {
    Channel<Object> channel = Channel.make();
    var select = Select.of(channel.onReceive(), Select.timeout(Duration.ofHours(1), () -> null));
    try (var go = new Goroutines()) {
      go.goAndPark(select::run);
      channel.send(new Object());
    }
    return new WeakReference<>(channel);
  }

  @Test
  @DisplayName("an interrupted or late sender leaves its element nowhere")
  void cancelledSend_keepsNothing() throws InterruptedException {
    Channel<Object> channel = Channel.make();
    var late = new WeakReference<>(new Object());
    assertThat(channel.trySend(late.get(), Duration.ofMillis(1))).isFalse();
    Garbage.awaitCollected("an element not sent in time", late);
    Look.assertQuiet(channel);
  }
}
