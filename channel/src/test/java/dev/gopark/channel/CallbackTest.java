package dev.gopark.channel;

import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Callbacks: who runs them and when, and the one rule for what they throw. */
class CallbackTest {
  /** Something that runs a callback of ours. */
  @FunctionalInterface
  private interface Runner {
    void run(Callable<Integer> callback) throws Exception;
  }

  private final Channel<Integer> idle = Channel.make();

  private static Channel<Integer> ready() {
    Channel<Integer> channel = Channel.make(2);
    channel.trySend(1);
    return channel;
  }

  @TestFactory
  @DisplayName("every callback is under the one rule for what callbacks throw")
  Stream<DynamicTest> callbacks_underTheOneRule() {
    return Stream.of(
        rule("onReceive alone", then -> Select.select(ready().onReceive(v -> then.call()))),
        rule("onSend alone", then -> Select.select(ready().onSend(2, then))),
        rule(
            "onReceive with otherwise",
            then -> Select.select(ready().onReceive(v -> then.call()), Select.otherwise(() -> 0))),
        rule(
            "onSend with otherwise",
            then -> Select.select(ready().onSend(2, then), Select.otherwise(() -> 0))),
        rule(
            "onReceive among others",
            then -> Select.select(idle.onReceive(), ready().onReceive(v -> then.call()))),
        rule(
            "onSend among others",
            then -> Select.select(idle.onReceive(), ready().onSend(2, then))),
        rule("otherwise", then -> Select.select(idle.onReceive(), Select.otherwise(then))),
        rule("otherwise alone", then -> Select.select(Select.otherwise(then))),
        rule(
            "otherwise among others",
            then ->
                Select.select(idle.onReceive(), idle.onSend(1, () -> 1), Select.otherwise(then))),
        rule(
            "timeout",
            then -> Select.select(idle.onReceive(), Select.timeout(Duration.ofNanos(1), then))),
        rule("timeout alone", then -> Select.select(Select.timeout(Duration.ZERO, then))),
        rule(
            "reusable",
            then -> Select.of(idle.onReceive(), ready().onReceive(v -> then.call())).run()),
        rule("range", then -> ready().range(v -> then.call())));
  }

  private DynamicTest rule(String name, Runner runner) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          for (Throwable thrown :
              new Throwable[] {
                new IllegalStateException("mine"),
                new ChannelClosedException("mine"),
                new StackOverflowError("mine"),
                new InterruptedException("mine")
              }) {
            assertThatThrownBy(() -> runner.run(throwing(thrown))).isSameAs(thrown);
          }
          var checked = new IOException("mine");
          assertThatThrownBy(() -> runner.run(throwing(checked)))
              .isExactlyInstanceOf(CompletionException.class)
              .hasCause(checked);
          assertThat(Thread.interrupted()).isFalse();
          Look.assertQuiet(idle);
        });
  }

  private static Callable<Integer> throwing(Throwable thrown) {
    return () -> {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    };
  }

  @Test
  @DisplayName("an operation whose callback throws has happened")
  void callbackThrows_operationHappened() {
    Channel<Integer> channel = ready();
    assertThatThrownBy(() ->
            Select.select(idle.onReceive(), channel.onReceive(v -> Integer.parseInt("x" + v))))
        .isInstanceOf(NumberFormatException.class);
    assertThat(channel.size()).isZero();
    Select<Integer> select =
        Select.of(idle.onReceive(), channel.onSend(3, () -> Integer.parseInt("x")));
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(select::run).isInstanceOf(NumberFormatException.class);
      assertThat(channel.size()).isEqualTo(i);
    }
    Look.assertQuiet(channel, idle);
  }

  @Test
  @DisplayName(
      "callbacks run in the selecting thread without a lock: they may use the same channels")
  void callbacks_mayUseTheSameChannels() throws InterruptedException {
    Channel<Integer> channel = ready();
    Thread self = Thread.currentThread();
    assertYields(
        "1 then 2",
        Select.select(
            idle.onReceive(v -> "idle"),
            channel.onReceive(v -> {
              assertThat(Thread.currentThread()).isSameAs(self);
              assertThat(idle.tryReceive()).isEqualTo(new Received.Empty<>());
              channel.send(2);
              String inner =
                  Select.select(
                      channel.onReceive(w -> v + " then " + w), idle.onReceive(w -> "idle"));
              channel.close();
              return inner;
            })));
    assertThat(channel.isDrained()).isTrue();
  }

  @Test
  @DisplayName("a callback may run the same reusable select again")
  void reusableSelect_runsAgainFromCallback() throws InterruptedException {
    Channel<Integer> channel = Channel.make(10);
    for (int i = 0; i < 10; i++) {
      channel.send(i);
    }
    var order = new ArrayList<Integer>();
    var select = new Select<?>[1];
    select[0] =
        Select.of(
            idle.onReceive(),
            channel.onReceive(v -> {
              order.add(v);
              return v == 9 ? 9 : select[0].run();
            }));
    assertYields(9, select[0].run());
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Look.assertQuiet(channel, idle);
  }

  @Test
  @DisplayName(
      "two threads that run one reusable select: the second is refused, the first not disturbed")
  void reusableSelect_twoThreads_refused() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    Select<Integer> select = Select.of(channel.onReceive(), idle.onReceive());
    try (var go = new Goroutines()) {
      var got = new AtomicInteger();
      go.goAndPark(() -> got.set(select.run()));
      assertThatThrownBy(select::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread is running this select")
          .hasMessageContaining("receive from Channel#");
      assertThat(Look.receivers(channel)).isEqualTo(1);
      channel.send(3);
      go.join();
      assertThat(got).hasValue(3);
      go.go(() -> channel.send(4));
      assertThat(select.run()).isEqualTo(4);
    }
    Look.assertQuiet(channel, idle);
  }

  @Test
  @DisplayName("goexit in a callback ends the goroutine")
  void goexit_inCallback() throws InterruptedException {
    Channel<Integer> channel = ready();
    var after = new AtomicInteger();
    var ended = new AtomicInteger();
    Thread thread =
        Go.go(() -> {
          try {
            Select.select(
                idle.onReceive(),
                channel.onReceive(v -> {
                  Go.goexit();
                  return 1;
                }));
            after.incrementAndGet();
          } finally {
            ended.incrementAndGet();
          }
        });
    thread.join();
    assertThat(after).hasValue(0);
    assertThat(ended).hasValue(1);
    Look.assertQuiet(channel, idle);
  }

  @Test
  @DisplayName("a range body that throws ends the range and leaves the rest in the channel")
  void rangeBody_throws_leavesTheRest() throws InterruptedException {
    Channel<Integer> channel = ready();
    channel.send(2);
    assertThatThrownBy(() ->
            channel.range(v -> {
              throw new IOException("body");
            }))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(2));
  }

  @Test
  @DisplayName("a callback may return null, and gets null at the end of a channel")
  void nullResults() throws InterruptedException {
    Channel<Integer> closed = Channel.make();
    closed.close();
    assertThat(Select.<Object>select(closed.onReceive(v -> v), idle.onReceive())).isNull();
    assertThat(Select.<Object>select(idle.onReceive(), Select.otherwise(() -> null))).isNull();
    assertYields("null", Select.select(closed.onReceive(String::valueOf)));
  }
}
