package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Go's test/chan/select3: which operations wait, which go and which throw, alone and in select. */
class Select3Test {
  private enum Ends {
    WAITS,
    GOES,
    THROWS
  }

  private final Channel<Integer> never = Channel.never();
  private final Channel<Integer> full = Channel.make(10);
  private final Channel<Integer> ready = Channel.make(10);
  private final Channel<Integer> closed = Channel.make();

  Select3Test() {
    for (int i = 0; i < 10; i++) {
      full.trySend(i);
    }
    ready.trySend(1);
    ready.trySend(2);
    closed.close();
  }

  private static void check(Ends expected, Task task) {
    switch (expected) {
      case WAITS -> {
        try (var go = new Goroutines()) {
          Thread thread =
              go.goAndPark(
                  () -> assertThatThrownBy(task::run).isInstanceOf(InterruptedException.class));
          thread.interrupt();
        }
      }
      case GOES -> {
        try (var go = new Goroutines()) {
          go.go(task);
        }
      }
      case THROWS -> assertThatThrownBy(task::run).isInstanceOf(ChannelClosedException.class);
    }
  }

  private static DynamicTest row(String name, Ends expected, Task task) {
    return DynamicTest.dynamicTest(name + ": " + expected, () -> check(expected, task));
  }

  @TestFactory
  @DisplayName("C4 C13 C14 S10 S11 S13 S14 S15 select3: the truth table")
  Stream<DynamicTest> truthTable() {
    Channel<Integer> unbuffered = Channel.make();
    Case<Integer> otherwise = Select.otherwise(() -> 0);
    return Stream.of(
        row("send to nil", Ends.WAITS, () -> never.send(7)),
        row("receive from nil", Ends.WAITS, never::receive),
        row("send to empty unbuffered", Ends.WAITS, () -> unbuffered.send(7)),
        row("receive from empty unbuffered", Ends.WAITS, unbuffered::receive),
        row("receive from empty buffered", Ends.WAITS, Channel.<Integer>make(10)::receive),
        row("send to full buffered", Ends.WAITS, () -> full.send(7)),
        row("receive from ready buffered", Ends.GOES, ready::receive),
        row("send to ready buffered", Ends.GOES, () -> ready.send(7)),
        row("receive from closed", Ends.GOES, closed::receive),
        row("send to closed", Ends.THROWS, () -> closed.send(7)),
        row("empty select", Ends.WAITS, Select::select),
        row("select of otherwise", Ends.GOES, () -> Select.select(otherwise)),
        row(
            "select of nil and otherwise",
            Ends.GOES,
            () -> Select.select(never.onSend(7, () -> 1), never.onReceive(), otherwise)),
        row(
            "select of nil",
            Ends.WAITS,
            () -> Select.select(never.onSend(7, () -> 1), never.onReceive())),
        row(
            "select of empty, send and receive of one channel",
            Ends.WAITS,
            () -> Select.select(unbuffered.onSend(7, () -> 1), unbuffered.onReceive())),
        row(
            "the same with otherwise",
            Ends.GOES,
            () -> Select.select(unbuffered.onSend(7, () -> 1), unbuffered.onReceive(), otherwise)),
        row(
            "select of nil and a ready receive",
            Ends.GOES,
            () -> Select.select(never.onReceive(), ready.onReceive())),
        row(
            "select of nil and a ready send",
            Ends.GOES,
            () -> Select.select(never.onReceive(), ready.onSend(7, () -> 1))),
        row(
            "select of nil and a closed receive",
            Ends.GOES,
            () -> Select.select(never.onReceive(), closed.onReceive())),
        row(
            "select of nil and a closed send",
            Ends.THROWS,
            () -> Select.select(never.onReceive(), closed.onSend(7, () -> 1))),
        row(
            "select of a full send and an empty receive",
            Ends.WAITS,
            () -> Select.select(full.onSend(7, () -> 1), unbuffered.onReceive())),
        row("select of one closed send", Ends.THROWS, () -> Select.select(closed.onSend(7))),
        row(
            "select of a closed send and otherwise",
            Ends.THROWS,
            () -> Select.select(closed.onSend(7, () -> 1), otherwise)));
  }

  @TestFactory
  @DisplayName("select3: nothing was changed by what waited")
  Stream<DynamicTest> waiting_changesNothing() {
    return Stream.of(
        DynamicTest.dynamicTest(
            "a full channel stays full",
            () -> {
              check(Ends.WAITS, () -> full.send(7));
              check(Ends.WAITS, () -> Select.select(full.onSend(7), never.onSend(7)));
              for (int i = 0; i < 10; i++) {
                assertThat(full.receive()).isEqualTo(i);
              }
              Look.assertQuiet(full);
            }));
  }
}
