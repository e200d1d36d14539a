package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One look at all channels at one instant, and operations that must not fail by accident. */
class SelectRaceTest {
  @Test
  @DisplayName(
      "C20 C21 TestNonblockRecvRace: a value that is there is found while the channel closes")
  void nonblockRecvRace() {
    for (int i = 0; i < Scale.of(10_000); i++) {
      Channel<Integer> channel = Channel.make(1);
      channel.trySend(1);
      try (var go = new Goroutines()) {
        go.go(() ->
            assertThat(channel.tryReceive()).as("the value").isNotEqualTo(new Received.Empty<>()));
        channel.close();
      }
    }
  }

  @Test
  @DisplayName("C20 C21 a value sent before the close is not taken for the end")
  void sendThenClose_valueIsFound() {
    for (int capacity : new int[] {1, 3}) {
      for (int i = 0; i < Scale.of(3_000); i++) {
        Channel<Integer> channel = Channel.make(capacity);
        try (var go = new Goroutines()) {
          go.go(() -> {
            Received<Integer> found;
            do {
              found = channel.tryReceive();
            } while (found instanceof Received.Empty);
            assertThat(found).isEqualTo(new Received.Value<>(7));
          });
          channel.trySend(7);
          channel.close();
        }
      }
    }
  }

  @Test
  @DisplayName(
      "S3 TestNonblockSelectRace: with one of two channels ready all the time, never otherwise")
  void nonblockSelectRace() throws InterruptedException {
    Channel<Integer> next = Channel.make();
    Channel<Channel<Integer>[]> pairs = Channel.make();
    int rounds = Scale.of(30_000);
    try (var go = new Goroutines()) {
      go.go(() ->
          pairs.range(pair -> {
            boolean missed =
                Select.select(
                    pair[0].onReceive(v -> false),
                    pair[1].onReceive(v -> false),
                    Select.otherwise(() -> true));
            assertThat(missed).as("nothing was ready").isFalse();
            next.send(1);
          }));
      for (int i = 0; i < rounds; i++) {
        Channel<Integer>[] pair = pair();
        pair[0].send(1);
        pairs.send(pair);
        pair[1].send(1);
        // Unless the select took it, the first is emptied once the second is full.
        pair[0].tryReceive();
        next.receive();
      }
      pairs.close();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of channels
  private static Channel<Integer>[] pair() {
    return new Channel[] {Channel.make(1), Channel.make(1)};
  }

  @Test
  @DisplayName("S12 in a given order, what is ready first is not overtaken by what is ready later")
  void ordered_higherRankReadyBefore_isNotOvertaken() throws InterruptedException {
    for (int i = 0; i < Scale.of(20_000); i++) {
      Channel<Integer>[] pair = pair();
      try (var go = new Goroutines()) {
        go.go(() -> {
          pair[0].send(0);
          pair[1].send(1);
        });
        go.go(() -> {
          Integer first;
          do {
            first =
                Select.selectOrdered(
                    pair[0].onReceive(), pair[1].onReceive(), Select.otherwise(() -> -1));
          } while (first == -1);
          assertThat(first).isZero();
        });
      }
    }
  }

  @Test
  @DisplayName("S3 S15 TestNonblockSelectRace2: the same with a close in place of the send")
  void nonblockSelectRace2() throws InterruptedException {
    Channel<Integer> next = Channel.make();
    Channel<Channel<Integer>[]> pairs = Channel.make();
    int rounds = Scale.of(30_000);
    try (var go = new Goroutines()) {
      go.go(() ->
          pairs.range(pair -> {
            boolean missed =
                Select.select(
                    pair[0].onReceive(v -> false),
                    pair[1].onReceive(v -> false),
                    Select.otherwise(() -> true));
            assertThat(missed).as("nothing was ready").isFalse();
            next.send(1);
          }));
      for (int i = 0; i < rounds; i++) {
        Channel<Integer>[] pair = pair();
        pair[0].send(1);
        pairs.send(pair);
        pair[1].close();
        pair[0].tryReceive();
        next.receive();
      }
      pairs.close();
    }
  }

  @Test
  @DisplayName(
      "S13 C11 TestSelfSelect: send and receive on one channel, no deadlock, no self receive")
  void selfSelect() {
    for (int capacity : new int[] {0, 10}) {
      Channel<Integer> channel = Channel.make(capacity);
      var ended = new AtomicInteger();
      try (var go = new Goroutines()) {
        for (int p = 0; p < 2; p++) {
          int self = p;
          go.go(() -> {
            for (int i = 0; i < 1000; i++) {
              // In either order of the cases.
              Case<Integer> send = channel.onSend(self, () -> -1);
              Case<Integer> receive = channel.onReceive(v -> v == null ? -2 : v);
              int got = (self == 0 ? Select.select(send, receive) : Select.select(receive, send));
              if (capacity == 0 && got == self) {
                throw new AssertionError("received what it sent");
              }
            }
            // The other may stand alone in the middle of a pair: go on until it has ended.
            ended.incrementAndGet();
            while (ended.get() < 2) {
              Select.select(
                  channel.onSend(self),
                  channel.onReceive(),
                  Select.timeout(Duration.ofMillis(1), () -> null));
            }
          });
        }
      }
      Look.assertSound(channel);
    }
  }

  @Test
  @DisplayName("S7 one send and two channels: a select that both could end is ended once")
  void claimRace_oneWinner() throws InterruptedException {
    Channel<Integer> a = Channel.make();
    Channel<Integer> b = Channel.make();
    int rounds = Scale.of(3_000);
    try (var go = new Goroutines()) {
      for (Channel<Integer> channel : List.of(a, b)) {
        go.go(() -> {
          for (int i = 0; i < rounds; i++) {
            channel.send(i);
          }
        });
      }
      var seen = new int[2];
      for (int i = 0; i < 2 * rounds; i++) {
        int which =
            Select.select(
                a.onReceive(v -> {
                  assertThat(v).isEqualTo(seen[0]);
                  return 0;
                }),
                b.onReceive(v -> {
                  assertThat(v).isEqualTo(seen[1]);
                  return 1;
                }));
        seen[which]++;
      }
      assertThat(seen).containsExactly(rounds, rounds);
    }
    Look.assertQuiet(a, b);
  }

  @Test
  @DisplayName("S3 S14 close against select send: sent or thrown, never both, never neither")
  void closeRace_sendOrThrow() {
    for (int i = 0; i < Scale.of(2_000); i++) {
      Channel<Integer> channel = Channel.make();
      Channel<Integer> idle = Channel.make();
      var sent = new AtomicInteger();
      var got = new AtomicInteger();
      try (var go = new Goroutines()) {
        go.go(() -> {
          try {
            Select.select(channel.onSend(1), idle.onReceive());
            sent.incrementAndGet();
          } catch (ChannelClosedException e) {
            assertThat(e).hasMessageContaining("send on closed channel");
          }
        });
        go.go(() -> {
          if (channel.receive() != null) {
            got.incrementAndGet();
          }
        });
        channel.close();
      }
      assertThat(sent).hasValue(got.get());
      Look.assertQuiet(channel, idle);
    }
  }

  @Test
  @DisplayName("C14 a sender that waits when the channel is closed throws, in every form")
  void close_waitingSenders_throw() {
    Channel<Integer> channel = Channel.make();
    try (var go = new Goroutines()) {
      for (Case<?> otherwise :
          List.<Case<?>>of(
              Channel.make().onReceive(), Select.timeout(Duration.ofDays(1), () -> null))) {
        go.goAndPark(() ->
            assertThatThrownBy(() -> Select.<Object>select(channel.onSend(1), otherwise))
                .isInstanceOf(ChannelClosedException.class));
      }
      go.goAndPark(() ->
          assertThatThrownBy(() -> Select.select(channel.onSend(1)))
              .isInstanceOf(ChannelClosedException.class));
      channel.close();
    }
    Look.assertQuiet(channel);
  }
}
