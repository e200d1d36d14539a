package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bad input is refused at once, with a sentence, and changes nothing. */
class BadInputTest {
  private static final Integer NONE = null;

  private final Channel<Integer> channel = Channel.make(2);

  private void refused(Class<? extends Throwable> type, String message, ThrowingCallable call) {
    assertThatThrownBy(call).isExactlyInstanceOf(type).hasMessageContaining(message);
    assertThat(channel.size()).isEqualTo(1);
    Look.assertQuiet(channel);
  }

  BadInputTest() {
    channel.trySend(1);
  }

  @Test
  @DisplayName("a null element is refused in every form")
  void nullElement() {
    refused(NullPointerException.class, "send of null", () -> channel.send(NONE));
    refused(NullPointerException.class, "send of null", () -> channel.trySend(NONE));
    refused(NullPointerException.class, "send of null", () -> channel.trySend(NONE, Duration.ZERO));
    refused(NullPointerException.class, "send of null", () -> channel.onSend(NONE));
    refused(NullPointerException.class, "send of null", () -> channel.onSend(NONE, () -> 1));
    refused(NullPointerException.class, "value", () -> new Received.Value<>(NONE));
  }

  @Test
  @DisplayName("a null element is refused before the channel is found closed")
  void nullElement_closedChannel() {
    Channel<Integer> closed = Channel.make();
    closed.close();
    assertThatThrownBy(() -> closed.send(NONE)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> closed.trySend(NONE)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("null timeouts, callbacks and bodies are refused before anything happens")
  void nullArguments() {
    refused(NullPointerException.class, "timeout", () -> channel.trySend(2, null));
    refused(NullPointerException.class, "timeout", () -> channel.tryReceive(null));
    refused(NullPointerException.class, "then", () -> channel.onReceive(null));
    refused(NullPointerException.class, "then", () -> channel.onSend(2, null));
    refused(NullPointerException.class, "body", () -> channel.range(null));
    refused(NullPointerException.class, "then", () -> Select.otherwise(null));
    refused(NullPointerException.class, "then", () -> Select.timeout(Duration.ZERO, null));
    refused(NullPointerException.class, "duration", () -> Select.timeout(null, () -> 1));
    refused(NullPointerException.class, "action", () -> channel.spliterator().tryAdvance(null));
  }

  @Test
  @DisplayName("a null case is refused, and no case happens although one is ready")
  void nullCase() {
    Case<Integer> ready = channel.onReceive();
    Case<Integer> none = null;
    Case<Integer>[] noCases = null;
    refused(
        NullPointerException.class,
        "case 1 of the select is null",
        () -> Select.select(ready, none));
    refused(NullPointerException.class, "case 0 of the select is null", () -> Select.select(none));
    refused(NullPointerException.class, "case 0", () -> Select.selectOrdered(none, ready));
    refused(NullPointerException.class, "case 2", () -> Select.of(ready, ready, none));
    refused(NullPointerException.class, "case 1", () -> Select.ofOrdered(ready, none));
    refused(NullPointerException.class, "cases", () -> Select.select(noCases));
    refused(NullPointerException.class, "cases", () -> Select.of(noCases));
  }

  @Test
  @DisplayName("a second otherwise is refused")
  void twoOtherwise() {
    Case<Integer> ready = channel.onReceive();
    Case<Integer> otherwise = Select.otherwise(() -> 1);
    String message = "is a second otherwise";
    refused(
        IllegalArgumentException.class, message, () -> Select.select(otherwise, ready, otherwise));
    refused(IllegalArgumentException.class, message, () -> Select.select(otherwise, otherwise));
    refused(
        IllegalArgumentException.class, message, () -> Select.selectOrdered(otherwise, otherwise));
    refused(IllegalArgumentException.class, message, () -> Select.of(otherwise, ready, otherwise));
  }

  @Test
  @DisplayName("the cases of a reusable select are those it was made with")
  void reusableSelect_copiesItsCases() throws InterruptedException {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array for the varargs call
    Case<Integer>[] cases = new Case[] {channel.onReceive(), Channel.<Integer>never().onReceive()};
    Select<Integer> select = Select.of(cases);
    cases[0] = null;
    assertThat(select.run()).isEqualTo(1);
  }

  @Test
  @DisplayName("an iterator has no remove and ends with NoSuchElementException")
  void iterator_misuse() {
    Channel<Integer> closed = Channel.make(1);
    closed.trySend(5);
    closed.close();
    var iterator = closed.iterator();
    assertThat(iterator.next()).isEqualTo(5);
    assertThatThrownBy(iterator::next)
        .isInstanceOf(java.util.NoSuchElementException.class)
        .hasMessageContaining("closed and drained: " + closed);
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::remove).isInstanceOf(UnsupportedOperationException.class);
  }
}
