package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a channel of any capacity, on any kind of thread. */
@ParameterizedClass(name = "capacity {0} on {1}")
@MethodSource("settings")
class ChannelContractTest {
  private final int capacity;
  private final Threads kind;
  private final Channel<Integer> channel;

  ChannelContractTest(int capacity, Threads kind) {
    this.capacity = capacity;
    this.kind = kind;
    this.channel = Channel.make(capacity);
  }

  static Stream<Arguments> settings() {
    return Stream.of(0, 1, 2, 7, 100, 1000)
        .flatMap(capacity -> Threads.kinds().stream().map(kind -> Arguments.of(capacity, kind)));
  }

  @AfterEach
  void structureIsSound() {
    Look.assertQuiet(channel);
  }

  private void fill() {
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.trySend(i)).isTrue();
    }
  }

  @Test
  @DisplayName("C1 C2 size and capacity count the buffer")
  void sizeAndCapacity_countTheBuffer() {
    assertThat(channel.capacity()).isEqualTo(capacity);
    assertThat(channel.size()).isZero();
    fill();
    assertThat(channel.size()).isEqualTo(capacity);
    assertThat(channel.trySend(-1)).isFalse();
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
      assertThat(channel.size()).isEqualTo(capacity - 1 - i);
    }
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  @DisplayName("C5 a send that finds no room waits until an element is taken")
  void send_noRoom_waitsForReceiver() throws InterruptedException {
    fill();
    try (var go = new Goroutines(kind)) {
      var sent = new AtomicInteger();
      go.goAndPark(() -> {
        channel.send(capacity);
        sent.incrementAndGet();
      });
      assertThat(sent).hasValue(0);
      for (int i = 0; i <= capacity; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
      go.join();
      assertThat(sent).hasValue(1);
    }
  }

  @Test
  @DisplayName("C6 a waiting receiver gets the element directly, past the buffer")
  void send_receiverWaits_handsOver() throws InterruptedException {
    try (var go = new Goroutines(kind)) {
      var got = new AtomicInteger(-1);
      go.goAndPark(() -> got.set(channel.receive()));
      channel.send(42);
      assertThat(channel.size()).isZero();
      go.join();
      assertThat(got).hasValue(42);
    }
  }

  @Test
  @DisplayName(
      "C7 a receive from a full channel takes the head and lets the first sender in behind")
  void receive_fullWithSenders_keepsOrder() throws InterruptedException {
    fill();
    try (var go = new Goroutines(kind)) {
      for (int i = 0; i < 3; i++) {
        int element = capacity + i;
        go.goAndPark(() -> channel.send(element));
      }
      for (int i = 0; i < capacity + 3; i++) {
        assertThat(channel.receive()).isEqualTo(i);
        assertThat(channel.size()).isEqualTo(Math.min(capacity, capacity + 2 - i));
      }
    }
  }

  @Test
  @DisplayName("C8 waiting receivers are served first come first served")
  void receivers_servedInOrder() throws InterruptedException {
    try (var go = new Goroutines(kind)) {
      var got = new int[5];
      for (int i = 0; i < got.length; i++) {
        int receiver = i;
        go.goAndPark(() -> got[receiver] = channel.receive());
      }
      for (int i = 0; i < got.length; i++) {
        channel.send(100 + i);
      }
      go.join();
      assertThat(got).containsExactly(100, 101, 102, 103, 104);
    }
  }

  @Test
  @DisplayName("C8 a newcomer does not overtake those who wait")
  void waiters_areNotOvertaken() throws InterruptedException {
    fill();
    try (var go = new Goroutines(kind)) {
      go.goAndPark(() -> channel.send(capacity));
      go.goAndPark(() -> channel.send(capacity + 1));
      assertThat(channel.receive()).isZero();
      // One sender still waits, so there is no room for anybody who comes later.
      assertThat(channel.trySend(-1)).isFalse();
      for (int i = 1; i < capacity + 2; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
    }
  }

  @Test
  @DisplayName("C9 elements of one sender keep their order")
  void elements_ofOneSender_keepOrder() {
    int count = 20_000;
    try (var go = new Goroutines(kind)) {
      go.go(() -> {
        for (int i = 0; i < count; i++) {
          channel.send(i);
        }
        channel.close();
      });
      var next = new AtomicInteger();
      go.go(() -> channel.range(v -> assertThat(v).isEqualTo(next.getAndIncrement())));
      go.join();
      assertThat(next).hasValue(count);
    }
  }

  @Test
  @DisplayName("C10 with a waiter on one side the other side's queue is empty")
  void queues_oneSideOnly() throws InterruptedException {
    try (var go = new Goroutines(kind)) {
      go.goAndPark(channel::receive);
      assertThat(Look.receivers(channel)).isEqualTo(1);
      assertThat(Look.senders(channel)).isZero();
      channel.send(1);
      go.join();
      fill();
      go.goAndPark(() -> channel.send(2));
      assertThat(Look.receivers(channel)).isZero();
      assertThat(Look.senders(channel)).isEqualTo(1);
      channel.receive();
    }
  }

  @Test
  @DisplayName("C12 close wakes all receivers, each with the end")
  void close_wakesAllReceivers() {
    try (var go = new Goroutines(kind)) {
      var ends = new AtomicInteger();
      for (int i = 0; i < 10; i++) {
        go.goAndPark(() -> {
          assertThat(channel.receive()).isNull();
          ends.incrementAndGet();
        });
      }
      channel.close();
      go.join();
      assertThat(ends).hasValue(10);
    }
  }

  @Test
  @DisplayName(
      "C12 C14 close wakes all senders, each with an exception, and their elements are not sent")
  void close_wakesAllSenders() throws InterruptedException {
    fill();
    try (var go = new Goroutines(kind)) {
      for (int i = 0; i < 10; i++) {
        go.goAndPark(() ->
            assertThatThrownBy(() -> channel.send(-1))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageStartingWith("send on closed channel: Channel#"));
      }
      channel.close();
      go.join();
      for (int i = 0; i < capacity; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
      assertThat(channel.receive()).isNull();
    }
  }

  @Test
  @DisplayName("C13 a closed channel gives what is buffered, then the end for ever")
  void receive_closed_drainsThenEnds() throws InterruptedException {
    fill();
    channel.close();
    assertThat(channel.isDrained()).isEqualTo(capacity == 0);
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
    }
    assertThat(channel.isDrained()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(channel.receive()).isNull();
      assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
      assertThat(channel.tryReceive(Duration.ofDays(1))).isEqualTo(new Received.Closed<>());
    }
  }

  @Test
  @DisplayName("C14 every form of send on a closed channel throws")
  void send_closed_throws() {
    channel.close();
    assertThatThrownBy(() -> channel.send(1)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.trySend(1)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.trySend(1, Duration.ofDays(1)))
        .isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> Select.select(channel.onSend(1)))
        .isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> Select.select(channel.onSend(1), Select.otherwise(() -> null)))
        .isInstanceOf(ChannelClosedException.class);
    assertThat(channel.isDrained()).isTrue();
  }

  @Test
  @DisplayName("C14 trySend on a full closed channel throws rather than fails")
  void trySend_fullAndClosed_throws() {
    fill();
    channel.close();
    assertThatThrownBy(() -> channel.trySend(1)).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  @DisplayName("C15 a second close throws, tryClose answers false")
  void close_twice_throws() {
    assertThat(channel.tryClose()).isTrue();
    assertThat(channel.tryClose()).isFalse();
    assertThatThrownBy(channel::close)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageStartingWith("close of closed channel: Channel#");
    assertThat(channel.toString()).endsWith("closed]");
  }

  @Test
  @DisplayName("C18 range, iterator and stream receive until closed and drained")
  void range_iterator_stream_endAtClose() throws InterruptedException {
    List<Integer> expected = Stream.iterate(0, i -> i + 1).limit(500).toList();
    var ranged = new ArrayList<Integer>();
    produce(channel, expected);
    channel.range(ranged::add);
    assertThat(ranged).isEqualTo(expected);

    Channel<Integer> second = Channel.make(capacity);
    produce(second, expected);
    var iterated = new ArrayList<Integer>();
    for (int element : second) {
      iterated.add(element);
    }
    assertThat(iterated).isEqualTo(expected);

    Channel<Integer> third = Channel.make(capacity);
    produce(third, expected);
    assertThat(third.stream().map(i -> i + 1).limit(10).toList())
        .isEqualTo(expected.subList(1, 11));
    assertThat(third.receive()).isEqualTo(10);
    assertThat(third.stream().count()).isEqualTo(489);
  }

  private void produce(Channel<Integer> into, List<Integer> elements) {
    kind.start(() -> {
      try (into) {
        for (int element : elements) {
          into.send(element);
        }
      }
    });
  }

  @Test
  @DisplayName("C19 try operations succeed exactly when they need not wait")
  void tryOperations_succeedWhenReady() throws InterruptedException {
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    fill();
    assertThat(channel.trySend(-1)).isFalse();
    try (var go = new Goroutines(kind)) {
      go.goAndPark(() -> channel.send(capacity));
      for (int i = 0; i <= capacity; i++) {
        assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
      }
      go.join();
      go.goAndPark(() -> assertThat(channel.receive()).isEqualTo(77));
      assertThat(channel.trySend(77)).isTrue();
    }
  }

  @Test
  @DisplayName("C27 C28 as a semaphore the channel admits at most its capacity")
  void semaphore_admitsAtMostCapacity() {
    int permits = Math.max(capacity, 1);
    Channel<Boolean> semaphore = Channel.make(permits);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    try (var go = new Goroutines(kind)) {
      for (int i = 0; i < Math.min(2 * permits, 200); i++) {
        go.go(() -> {
          for (int round = 0; round < 20; round++) {
            semaphore.send(true);
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.yield();
            inside.decrementAndGet();
            semaphore.receive();
          }
        });
      }
    }
    assertThat(most.get()).isBetween(1, permits);
  }

  @Test
  @DisplayName("C29 many producers and consumers: every element arrives once")
  void mpmc_everyElementOnce() {
    int producers = 4;
    int each = 5_000;
    var sum = new AtomicLong();
    var count = new AtomicInteger();
    var open = new AtomicInteger(producers);
    try (var go = new Goroutines(kind)) {
      for (int p = 0; p < producers; p++) {
        int base = p * each;
        go.go(() -> {
          for (int i = 0; i < each; i++) {
            channel.send(base + i);
          }
          if (open.decrementAndGet() == 0) {
            channel.close();
          }
        });
      }
      for (int c = 0; c < 4; c++) {
        go.go(() ->
            channel.range(v -> {
              sum.addAndGet(v);
              count.incrementAndGet();
            }));
      }
    }
    long total = (long) producers * each;
    assertThat(count).hasValue((int) total);
    assertThat(sum).hasValue(total * (total - 1) / 2);
  }

  @Test
  @DisplayName("timed operations: in time, late, not at all")
  void timedOperations_waitAtMostThatLong() throws InterruptedException {
    assertThat(channel.tryReceive(Duration.ofMillis(2))).isEqualTo(new Received.Empty<>());
    fill();
    long begin = System.nanoTime();
    assertThat(channel.trySend(-1, Duration.ofMillis(20))).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000L);
    assertThat(channel.trySend(-1, Duration.ZERO)).isFalse();
    assertThat(channel.trySend(-1, Duration.ofSeconds(-1))).isFalse();
    assertThat(channel.trySend(-1, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    try (var go = new Goroutines(kind)) {
      Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
      go.goAndPark(() -> assertThat(channel.trySend(capacity, longest)).isTrue());
      for (int i = 0; i <= capacity; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
      go.join();
      go.goAndPark(
          () -> assertThat(channel.tryReceive(longest)).isEqualTo(new Received.Value<>(5)));
      channel.send(5);
    }
  }

  @Test
  @DisplayName("timed operations that wait when the channel is closed end as the others do")
  void timedOperations_closed_end() {
    try (var go = new Goroutines(kind)) {
      go.goAndPark(() ->
          assertThat(channel.tryReceive(Duration.ofDays(1))).isEqualTo(new Received.Closed<>()));
      channel.close();
      go.join();
      Channel<Integer> full = Channel.make(capacity);
      while (full.trySend(1)) {
        Thread.onSpinWait();
      }
      go.goAndPark(() ->
          assertThatThrownBy(() -> full.trySend(1, Duration.ofDays(1)))
              .isInstanceOf(ChannelClosedException.class));
      full.close();
    }
  }
}
