package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Callbacks without a result: {@link Case#then} and {@link Case#thenRun}. Half of what is tested
 * here is that it compiles.
 */
class VoidCaseTest {
  private static final Duration SOON = Duration.ofNanos(1);

  private final List<Object> seen = new ArrayList<>();
  private final Channel<String> idle = Channel.make();

  private static Channel<String> ready(String... values) {
    Channel<String> channel = Channel.make(values.length + 1);
    for (String value : values) {
      channel.trySend(value);
    }
    return channel;
  }

  private void see(@Nullable Object value) {
    seen.add(String.valueOf(value));
  }

  private void seeNothing() {
    seen.add("nothing");
  }

  private static void fail(@Nullable String value) throws IOException {
    throw new IOException(value);
  }

  @Test
  @DisplayName(
      "a receive: lambdas, method references, overloaded ones, that return and that do not")
  void receive_allShapes() throws InterruptedException {
    Channel<String> channel = ready("a", "b", "c", "d", "e", "f", "g", "h");
    var text = new StringBuilder();
    Select.select(channel.onReceive().then(v -> see(v)), idle.onReceive());
    Select.select(channel.onReceive().then(this::see), idle.onReceive());
    Select.select(channel.onReceive().then(v -> seen.add(v)), idle.onReceive()); // a value: dropped
    Select.select(channel.onReceive().then(seen::add), idle.onReceive()); // overloaded
    Select.select(channel.onReceive().then(text::append), idle.onReceive()); // overloaded 13 times
    Select.select(
        channel
            .onReceive()
            .then(v -> {
              if (v != null) {
                see(v.length());
              }
            }),
        idle.onReceive());
    Select.select(channel.onReceive().thenRun(() -> seen.add("run")), idle.onReceive());
    Select.select(channel.onReceive().thenRun(this::seeNothing), idle.onReceive());
    assertThat(seen).containsExactly("a", "b", "c", "d", "1", "run", "nothing");
    assertThat(text).hasToString("e");
    assertThat(channel.size()).isZero();
  }

  @Test
  @DisplayName("a send, a timeout and a default take tasks, with and without a result")
  void otherCases_allShapes() throws InterruptedException {
    Channel<String> channel = ready();
    Select.select(channel.onSend("x").thenRun(() -> seen.add("sent")), idle.onReceive());
    Select.select(idle.onReceive(), Select.timeout(SOON).thenRun(() -> seen.add("late")));
    Select.select(idle.onReceive(), Select.timeout(SOON).thenRun(this::seeNothing));
    Select.select(idle.onReceive(), Select.otherwise().thenRun(() -> seen.add("default")));
    Select.select(idle.onReceive(), Select.otherwise().thenRun(System.out::flush));
    Select.select(idle.onReceive(), Select.otherwise());
    Select.select(idle.onReceive(), Select.timeout(SOON));
    assertThat(seen).containsExactly("sent", "late", "nothing", "default");
    assertThat(channel.receive()).isEqualTo("x");
  }

  @Test
  @DisplayName("cases with and without results stand in one select, whose type is the results'")
  void mixedTypes_areInferred() throws InterruptedException {
    Channel<String> words = ready("word");
    Channel<Integer> numbers = Channel.make(1);
    AtomicInteger sent = new AtomicInteger();
    String word =
        Select.select(
            words.onReceive(),
            idle.onReceive().then(this::see),
            Select.timeout(Duration.ofMinutes(1)).thenRun(() -> seen.add("late")));
    assertThat(word).isEqualTo("word");
    Integer length =
        Select.select(
            words.onReceive(v -> v == null ? -1 : v.length()),
            numbers.onSend(1).thenRun(sent::incrementAndGet));
    assertThat(length).isNull(); // the send went, and has no result
    assertThat(sent).hasValue(1);
    Select<Integer> loop =
        Select.of(words.onReceive().then(this::see), numbers.onReceive(), Select.otherwise());
    assertThat(loop.run()).isEqualTo(1);
    assertThat(loop.run()).isNull();
    Select<Void> nothing = Select.of(words.onReceive().then(this::see), Select.otherwise());
    assertThat(nothing.run()).isNull();
    var anything =
        Select.of(words.onReceive().then(this::see), Select.otherwise().thenRun(() -> {}));
    assertThat(anything.run()).isNull();
  }

  @Test
  @DisplayName("a case's own callback runs first, and hands its result on")
  void then_afterOwnCallback_getsItsResult() throws InterruptedException {
    Channel<String> channel = ready("four");
    Select.select(
        channel
            .onReceive(v -> v == null ? -1 : v.length())
            .then(length -> seen.add(length + 1))
            .thenRun(() -> seen.add("end")));
    Select.select(Select.otherwise(() -> "default").then(seen::add));
    Select.select(Select.timeout(Duration.ZERO, () -> "timeout").then(seen::add));
    Select.select(channel.onSend("x", () -> "sent").then(seen::add));
    assertThat(seen).containsExactly(5, "end", "default", "timeout", "sent");
  }

  @Test
  @DisplayName(
      "one-shot, alone, with a default, among others, reusable, ordered, never: all ways lead to it")
  void then_everyWayOfRunning() throws InterruptedException {
    Channel<String> channel = ready("1", "2", "3", "4", "5");
    Select.select(channel.onReceive().then(this::see));
    Select.select(channel.onReceive().then(this::see), Select.otherwise());
    Select.selectOrdered(channel.onReceive().then(this::see), idle.onReceive());
    Select.of(channel.onReceive().then(this::see), idle.onReceive()).run();
    Select.ofOrdered(channel.onReceive().then(this::see), idle.onReceive()).run();
    Select.select(
        Channel.<String>never().onReceive().then(this::see),
        Channel.<String>never().onSend("x").thenRun(this::seeNothing),
        Select.otherwise());
    Channel<Integer> one = Channel.make(1);
    Select.select(one.onSend(1).thenRun(this::seeNothing));
    Select.select(one.onReceive().thenRun(this::seeNothing), Select.otherwise());
    Select.select(one.onSend(1).thenRun(this::seeNothing), Select.otherwise());
    Select.select(
        Channel.after(Duration.ZERO).onReceive().thenRun(this::seeNothing), idle.onReceive());
    assertThat(seen)
        .containsExactly("1", "2", "3", "4", "5", "nothing", "nothing", "nothing", "nothing");
    channel.close();
    Select.select(channel.onReceive().then(this::see), idle.onReceive());
    assertThat(seen).endsWith("null");
  }

  @Test
  @DisplayName("what a task throws is under the one rule for what callbacks throw")
  void throwing_underTheOneRule() {
    Channel<String> channel = ready("a", "b");
    assertThatThrownBy(() -> Select.select(channel.onReceive().then(VoidCaseTest::fail)))
        .isExactlyInstanceOf(CompletionException.class)
        .hasCauseExactlyInstanceOf(IOException.class)
        .hasMessageContaining("a");
    var unchecked = new UncheckedIOException(new IOException());
    assertThatThrownBy(() ->
            Select.select(
                channel
                    .onReceive()
                    .thenRun(() -> {
                      throw unchecked;
                    })))
        .isSameAs(unchecked);
    var interrupted = new InterruptedException("mine");
    assertThatThrownBy(() ->
            Select.select(
                Select.otherwise()
                    .thenRun(() -> {
                      throw interrupted;
                    })))
        .isSameAs(interrupted);
    assertThat(channel.size()).isZero();
  }

  private record Num(int value) {}

  private static Num num(int value) {
    return new Num(value);
  }

  @Test
  @DisplayName("a callback that cannot take the null of a closed channel: the exception says so")
  void endOfChannel_notHandled_isSaid() {
    Channel<Integer> closed = Channel.make();
    closed.close();
    for (Case<Num> c :
        List.<Case<Num>>of(closed.onReceive(Num::new), closed.onReceive(v -> num(v)))) {
      assertThatThrownBy(() -> Select.select(c, idle.onReceive(v -> null)))
          .isExactlyInstanceOf(NullPointerException.class)
          .hasMessageContaining("the channel is closed and drained")
          .hasMessageContaining("receive from " + closed)
          .hasMessageContaining("onReceive(v -> v == null ? ")
          .hasCauseExactlyInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> Select.select(closed.onReceive().then(v -> seen.add(v + 1))))
        .isExactlyInstanceOf(NullPointerException.class)
        .hasMessageContaining("the channel is closed and drained");
  }

  @Test
  @DisplayName(
      "at the end of a channel, a NullPointerException from deeper down is the callback's own")
  void endOfChannel_exceptionFromDeeper_isTheCallbacksOwn() {
    Channel<Void> quit = Channel.make();
    quit.close();
    for (Case<Object> c :
        List.<Case<Object>>of(
            quit.onReceive(closed -> stumble()),
            quit.onReceive().then(closed -> stumble()),
            quit.onReceive().thenRun(() -> stumble()),
            quit.onReceive()
                .thenRun(() -> {
                  throw new NullPointerException("stumbled");
                }))) {
      assertThatThrownBy(() -> Select.select(c, idle.onReceive(v -> "")))
          .isExactlyInstanceOf(NullPointerException.class)
          .hasMessage("stumbled");
    }
  }

  private static Object stumble() {
    throw new NullPointerException("stumbled");
  }

  @Test
  @DisplayName("a NullPointerException about an element is the callback's own")
  void element_nullPointerException_isTheCallbacksOwn() {
    var mine = new NullPointerException("mine");
    assertThatThrownBy(() ->
            Select.select(
                ready("a")
                    .onReceive()
                    .then(v -> {
                      throw mine;
                    })))
        .isSameAs(mine);
  }

  @Test
  @DisplayName("a null task is refused when the case is made")
  void nullTask_refused() {
    assertThatThrownBy(() -> idle.onReceive().then(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("task");
    assertThatThrownBy(() -> idle.onReceive().thenRun(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("task");
  }

  @Test
  @DisplayName("a channel of signals merges those that nobody took")
  void signals_areMerged() {
    Channel<Signal> changed = Channel.make(1);
    assertThat(changed.trySend(Signal.SIGNAL)).isTrue();
    assertThat(changed.trySend(Signal.SIGNAL)).isFalse();
    assertThat(changed.tryReceive()).isEqualTo(new Received.Value<>(Signal.SIGNAL));
    assertThat(changed.size()).isZero();
  }
}
