package dev.gopark.channel;

import static dev.gopark.channel.Goroutines.assertWaitsUntilInterrupted;
import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The nil channel. */
class NeverChannelTest {
  private final Channel<Integer> never = Channel.never();

  @Test
  @DisplayName("C4 C32 send and receive on the nil channel wait for ever and say for what")
  void sendReceive_waitUntilInterrupted() {
    assertWaitsUntilInterrupted("chan send (nil chan)", () -> never.send(1));
    assertWaitsUntilInterrupted("chan receive (nil chan)", never::receive);
    assertWaitsUntilInterrupted("chan send (nil chan)", () -> Select.select(never.onSend(1)));
    assertWaitsUntilInterrupted("chan receive (nil chan)", () -> Select.select(never.onReceive()));
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    assertWaitsUntilInterrupted("chan send (nil chan)", () -> never.trySend(1, longest));
    assertWaitsUntilInterrupted("chan receive (nil chan)", () -> never.tryReceive(longest));
  }

  @Test
  @DisplayName("C4 C18 a range over the nil channel waits for ever")
  void range_waitsUntilInterrupted() {
    var bodies = new AtomicInteger();
    assertWaitsUntilInterrupted(
        "chan receive (nil chan)", () -> never.range(v -> bodies.incrementAndGet()));
    assertThat(bodies).hasValue(0);
  }

  @Test
  @DisplayName("C4 the forms that do not wait fail")
  void tryForms_fail() throws InterruptedException {
    assertThat(never.trySend(1)).isFalse();
    assertThat(never.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(never.trySend(1, Duration.ZERO)).isFalse();
    assertThat(never.trySend(1, Duration.ofMillis(1))).isFalse();
    assertThat(never.tryReceive(Duration.ofSeconds(-1))).isEqualTo(new Received.Empty<>());
    assertThat(never.tryReceive(Duration.ofMillis(1))).isEqualTo(new Received.Empty<>());
    assertYields("no", Select.select(never.onReceive(v -> "in"), Select.otherwise(() -> "no")));
    assertYields("no", Select.select(Select.otherwise(() -> "no"), never.onSend(1, () -> "out")));
  }

  @Test
  @DisplayName("C4 size and capacity are 0, it is never drained")
  void state_isEmpty() {
    assertThat(never.size()).isZero();
    assertThat(never.capacity()).isZero();
    assertThat(never.isDrained()).isFalse();
    assertThat(never).isSameAs(Channel.never()).hasToString("Channel.never()");
  }

  @Test
  @DisplayName("C4 C15 close of the nil channel throws, tryClose closes nothing")
  void close_throws() {
    assertThatThrownBy(never::close)
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(ChannelClosedException.class)
        .hasMessageStartingWith("close of nil channel");
    assertThat(never.tryClose()).isFalse();
    assertThat(never.trySend(1)).isFalse();
  }

  @Test
  @DisplayName("bad arguments are refused before anything waits")
  void badArguments_areRefused() {
    Integer none = null;
    assertThatThrownBy(() -> never.send(none)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.trySend(none)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.trySend(none, Duration.ofDays(1)))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.trySend(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.tryReceive(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.onSend(none)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.onSend(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.onReceive(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> never.range(null)).isInstanceOf(NullPointerException.class);
  }
}
