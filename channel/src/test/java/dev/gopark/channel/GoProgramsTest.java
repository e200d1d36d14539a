package dev.gopark.channel;

import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Go's test/closedchan, test/chancap, test/range and the channel programs of test/fixedbugs. */
class GoProgramsTest {
  private static final int CAPACITY = 3;

  /** The forms in which one operation is written. */
  private static List<Task> sends(Channel<Integer> channel) {
    Channel<Integer> idle = Channel.make();
    return List.of(
        () -> channel.send(2),
        () -> channel.trySend(2),
        () -> channel.trySend(2, Goroutines.LIMIT),
        () -> Select.select(channel.onSend(2)),
        () -> Select.select(channel.onSend(2, () -> 1), Select.otherwise(() -> 0)),
        () -> Select.select(idle.onReceive(), channel.onSend(2, () -> 1)),
        () -> Select.select(channel.onSend(2), Channel.<Integer>make().onSend(1)),
        () -> Select.of(channel.onSend(2)).run());
  }

  private static void assertReceives(Channel<Integer> channel, Integer expected)
      throws InterruptedException {
    assertThat(channel.receive()).isEqualTo(expected);
  }

  @Test
  @DisplayName("C12-C15 closedchan: every form on closed unbuffered and buffered channels")
  void closedchan() throws InterruptedException {
    for (int capacity : new int[] {0, CAPACITY}) {
      Channel<Integer> channel = Channel.make(capacity);
      for (int i = 0; i < capacity - 1; i++) {
        channel.send(i);
      }
      channel.close();
      for (Task send : sends(channel)) {
        assertThatThrownBy(send::run)
            .isInstanceOf(ChannelClosedException.class)
            .hasMessageStartingWith("send on closed channel");
      }
      for (int i = 0; i < capacity - 1; i++) {
        assertReceives(channel, i);
      }
      Channel<Integer> idle = Channel.make();
      for (int i = 0; i < 2; i++) {
        assertReceives(channel, null);
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
        assertThat(channel.tryReceive(Goroutines.LIMIT)).isEqualTo(new Received.Closed<>());
        assertYields(null, Select.select(channel.onReceive()));
        assertYields(
            "end",
            Select.select(
                channel.onReceive(v -> v == null ? "end" : "?"), idle.onReceive(v -> "?")));
        assertYields(
            "end", Select.select(channel.onReceive(v -> "end"), Select.otherwise(() -> "?")));
      }
      assertThatThrownBy(channel::close)
          .isInstanceOf(ChannelClosedException.class)
          .hasMessageStartingWith("close of closed channel");
      Look.assertQuiet(channel, idle);
    }
  }

  @Test
  @DisplayName("C12 C14 closedchan with blocked peers: every form of receive and send that waits")
  void closedchan_blockedPeers() throws InterruptedException {
    Channel<Integer> idle = Channel.make();
    for (int capacity : new int[] {0, CAPACITY}) {
      Channel<Integer> empty = Channel.make(capacity);
      var ends = new AtomicInteger();
      List<Task> receives =
          List.of(
              () -> assertReceives(empty, null),
              () ->
                  assertThat(empty.tryReceive(Goroutines.LIMIT)).isEqualTo(new Received.Closed<>()),
              () -> assertYields(null, Select.select(empty.onReceive())),
              () ->
                  assertYields(
                      "end",
                      Select.select(
                          empty.onReceive(v -> v == null ? "end" : "?"), idle.onReceive(v -> "?"))),
              () -> empty.range(v -> ends.addAndGet(100)),
              () -> assertThat(empty.iterator().hasNext()).isFalse(),
              () -> assertThat(empty.stream().count()).isZero());
      Channel<Integer> full = Channel.make(capacity);
      for (int i = 0; i < capacity; i++) {
        full.send(i);
      }
      try (var go = new Goroutines()) {
        for (Task receive : receives) {
          go.goAndPark(() -> {
            receive.run();
            ends.incrementAndGet();
          });
        }
        int senders = 0;
        for (Task send : sends(full)) {
          if (senders != 1 && senders != 4) { // these two forms do not wait
            go.goAndPark(() -> {
              assertThatThrownBy(send::run).isInstanceOf(ChannelClosedException.class);
              ends.incrementAndGet();
            });
          }
          senders++;
        }
        empty.close();
        full.close();
        go.join();
        assertThat(ends).hasValue(receives.size() + senders - 2);
        for (int i = 0; i < capacity; i++) {
          assertReceives(full, i);
        }
        assertReceives(full, null);
      }
      Look.assertQuiet(empty, full, idle);
    }
  }

  @Test
  @DisplayName("C1 C2 C3 chancap: size and capacity after sends, bad capacities refused")
  void chancap() throws InterruptedException {
    Channel<Integer> channel = Channel.make(10);
    assertThat(channel.size()).isZero();
    assertThat(channel.capacity()).isEqualTo(10);
    for (int i = 0; i < 3; i++) {
      channel.send(i);
    }
    assertThat(channel.size()).isEqualTo(3);
    assertThat(channel.capacity()).isEqualTo(10);
    assertThat(Channel.make().size()).isZero();
    assertThat(Channel.make(0).capacity()).isZero();
    for (int bad : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> Channel.make(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("C18 range: the channel is evaluated once, the range ends at close")
  void range() throws InterruptedException {
    var evaluations = new AtomicInteger();
    var text = new StringBuilder();
    Channel<Character> alphabet = Channel.make();
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (char c = 'a'; c <= 'z'; c++) {
          alphabet.send(c);
        }
        alphabet.close();
      });
      for (char c : evaluated(alphabet, evaluations)) {
        text.append(c);
      }
    }
    assertThat(text).hasToString("abcdefghijklmnopqrstuvwxyz");
    assertThat(evaluations).hasValue(1);
    evaluated(alphabet, evaluations).range(c -> text.append("never"));
    assertThat(text).hasSize(26);
  }

  private static Channel<Character> evaluated(
      Channel<Character> channel, AtomicInteger evaluations) {
    evaluations.incrementAndGet();
    return channel;
  }

  @Test
  @DisplayName("C5 bug147: an unbuffered send waits for its receiver")
  void bug147() throws InterruptedException {
    Channel<Boolean> channel = Channel.make();
    var receiving = new AtomicInteger();
    try (var go = new Goroutines()) {
      go.goAndPark(() -> {
        channel.send(true);
        assertThat(receiving).hasValue(1);
      });
      receiving.set(1);
      channel.receive();
    }
  }

  @Test
  @DisplayName("C13 C17 bug234: comma-ok before and after the close")
  void bug234() {
    Channel<Integer> channel = Channel.make(100);
    channel.trySend(0);
    channel.trySend(1);
    channel.close();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(0));
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(1));
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
  }

  @Test
  @DisplayName("issue13169: sends from deep stacks, 10 goroutines of 10,000 elements")
  void issue13169() throws InterruptedException {
    int each = Scale.of(10_000);
    Channel<List<Integer>> channel = Channel.make();
    try (var go = new Goroutines()) {
      for (int g = 0; g < 10; g++) {
        go.go(() -> {
          for (int i = 0; i < each; i++) {
            sendDeep(channel, i % 40, i);
          }
        });
      }
      long sum = 0;
      for (int i = 0; i < 10 * each; i++) {
        sum += channel.receive().get(0);
      }
      assertThat(sum).isEqualTo(10L * each * (each - 1) / 2);
    }
  }

  private static int sendDeep(Channel<List<Integer>> channel, int depth, int value)
      throws InterruptedException {
    if (depth == 0) {
      channel.send(List.of(value));
      return 0;
    }
    return 1 + sendDeep(channel, depth - 1, value);
  }

  @Test
  @DisplayName("C17 issue16870: value and ok of receives and selects")
  void issue16870() throws InterruptedException {
    Channel<Integer> channel = Channel.make(1);
    channel.send(7);
    Received<Integer> received =
        Select.select(
            channel.onReceive(v -> v == null ? new Received.Closed<>() : new Received.Value<>(v)));
    assertThat(received).isEqualTo(new Received.Value<>(7));
    channel.close();
    received =
        Select.select(
            channel.onReceive(v -> v == null ? new Received.Closed<>() : new Received.Value<>(v)));
    assertThat(received).isEqualTo(new Received.Closed<>());
  }

  @Test
  @DisplayName(
      "S15 issue19201: a select on a closed and an idle channel leaves everything else alone")
  void issue19201() throws InterruptedException {
    Channel<Integer> closed = Channel.make();
    closed.close();
    Channel<Integer> idle = Channel.make();
    var buffer = new ArrayList<Integer>();
    for (int i = 0; i < 1000; i++) {
      buffer.add(i);
      Integer got = Select.select(idle.onReceive(), closed.onReceive());
      assertThat(got).isNull();
      assertThat(buffer).hasSize(i + 1);
    }
    Look.assertQuiet(idle, closed);
  }
}
