package dev.gopark.channel;

import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Programs of Go's test/chan, written from what they check. */
class ChanProgramsTest {
  private static final List<Integer> PRIMES =
      List.of(
          2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
          89, 97);

  @Test
  @DisplayName("doubleselect: two cases of one select never both complete")
  void doubleselect() throws InterruptedException {
    int rounds = Scale.of(30_000);
    List<Channel<Integer>> lanes =
        List.of(Channel.make(), Channel.make(), Channel.make(), Channel.make());
    Channel<Integer> merged = Channel.make();
    var open = new AtomicInteger(lanes.size());
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < rounds; i++) {
          Select.select(
              lanes.get(0).onSend(i),
              lanes.get(1).onSend(i),
              lanes.get(2).onSend(i),
              lanes.get(3).onSend(i));
        }
        lanes.forEach(Channel::close);
      });
      for (Channel<Integer> lane : lanes) {
        go.go(() -> {
          lane.range(merged::send);
          if (open.decrementAndGet() == 0) {
            merged.close();
          }
        });
      }
      var seen = new boolean[rounds];
      int count = 0;
      for (int v : merged) {
        assertThat(seen[v]).as("%d came twice", v).isFalse();
        seen[v] = true;
        count++;
      }
      assertThat(count).isEqualTo(rounds);
    }
  }

  @Test
  @DisplayName("C9 fifo: a buffered channel keeps its order")
  void fifo_buffered() throws InterruptedException {
    Channel<Integer> channel = Channel.make(10);
    for (int i = 0; i < 10; i++) {
      channel.send(i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
  }

  @Test
  @DisplayName("C8 fifo: a daisy chain serves the receivers of an unbuffered channel in order")
  void fifo_chain() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    var order = new ArrayList<Integer>();
    try (var go = new Goroutines()) {
      Channel<Integer> in = Channel.make();
      Channel<Integer> first = in;
      for (int i = 0; i < 10; i++) {
        Channel<Integer> before = in;
        Channel<Integer> after = Channel.make();
        int expected = i;
        go.go(() -> {
          before.receive();
          assertThat(channel.receive()).isEqualTo(expected);
          order.add(expected);
          after.send(1);
        });
        in = after;
      }
      first.send(0);
      for (int i = 0; i < 10; i++) {
        channel.send(i);
      }
      in.receive();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  @DisplayName("goroutines: 10,000 chained goroutines pass a token and tear down")
  void goroutines() throws InterruptedException {
    int length = Threads.first() instanceof PlatformThreads ? 1000 : 10_000;
    try (var go = new Goroutines()) {
      Channel<Integer> leftmost = Channel.make();
      Channel<Integer> left = leftmost;
      for (int i = 0; i < length; i++) {
        Channel<Integer> to = left;
        Channel<Integer> from = Channel.make();
        go.go(() -> to.send(from.receive() + 1));
        left = from;
      }
      Channel<Integer> right = left;
      go.go(() -> right.send(0));
      assertThat(leftmost.receive()).isEqualTo(length);
    }
  }

  @Test
  @DisplayName("nonblock: try and blocking forms agree for several types and capacities")
  void nonblock() throws InterruptedException {
    nonblock("string", "text");
    nonblock("boolean", Boolean.TRUE);
    nonblock("long", 123_456_789_012L);
    nonblock("object", new Object());
  }

  private static <T> void nonblock(String name, T value) throws InterruptedException {
    for (int capacity : new int[] {0, 1}) {
      Channel<T> channel = Channel.make(capacity);
      assertThat(channel.tryReceive()).as(name).isEqualTo(new Received.Empty<>());
      assertThat(channel.trySend(value)).as(name).isEqualTo(capacity == 1);
      if (capacity == 1) {
        assertThat(channel.trySend(value)).as(name).isFalse();
        assertThat(channel.tryReceive()).as(name).isEqualTo(new Received.Value<>(value));
      }
      try (var go = new Goroutines()) {
        go.goAndPark(() -> assertThat(channel.receive()).as(name).isSameAs(value));
        assertThat(channel.trySend(value)).as(name).isTrue();
        go.join();
        for (int i = 0; i < capacity; i++) {
          channel.send(value);
        }
        go.goAndPark(() -> channel.send(value));
        for (int i = 0; i <= capacity; i++) {
          assertThat(channel.tryReceive()).as(name).isEqualTo(new Received.Value<>(value));
        }
      }
      assertThat(channel.tryReceive()).as(name).isEqualTo(new Received.Empty<>());
    }
  }

  @Test
  @DisplayName(
      "S10 select: both directions of one select, switched off with nil until both are done")
  void select() {
    for (int capacity : new int[] {0, 1}) {
      Channel<Integer> left = Channel.make(capacity);
      Channel<Integer> right = Channel.make(capacity);
      var sum = new AtomicLong();
      try (var go = new Goroutines()) {
        go.go(() -> exchange(left, right, sum));
        go.go(() -> exchange(right, left, sum));
      }
      assertThat(sum).hasValue(2 * 499 * 500 / 2);
      Look.assertQuiet(left, right);
    }
  }

  private static void exchange(Channel<Integer> in, Channel<Integer> out, AtomicLong sum)
      throws InterruptedException {
    var next = new int[1];
    Channel<Integer> sending = out;
    Channel<Integer> receiving = in;
    var received = new int[1];
    while (sending != Channel.<Integer>never() || receiving != Channel.<Integer>never()) {
      Select.select(
          sending.onSend(next[0], () -> ++next[0]),
          receiving.onReceive(v -> {
            sum.addAndGet(v);
            return ++received[0];
          }));
      sending = next[0] == 500 ? Channel.never() : out;
      receiving = received[0] == 500 ? Channel.never() : in;
    }
  }

  @Test
  @DisplayName("S1 select4: the handler of the case that was not chosen does not run")
  void select4() throws InterruptedException {
    Channel<Integer> ready = Channel.make(1);
    Channel<Integer> idle = Channel.make();
    ready.send(42);
    int got =
        Select.select(
            ready.onReceive(v -> v),
            idle.onReceive(v -> {
              throw new AssertionError("the handler of an idle channel ran");
            }));
    assertThat(got).isEqualTo(42);
  }

  @Test
  @DisplayName("select6: failed cases of several waiters do not corrupt the queues")
  void select6() throws InterruptedException {
    Channel<Boolean> c1 = Channel.make();
    Channel<Boolean> c2 = Channel.make();
    Channel<Boolean> c3 = Channel.make();
    Channel<Boolean> c4 = Channel.make();
    try (var go = new Goroutines()) {
      go.goAndPark(c1::receive);
      go.goAndPark(() -> {
        assertYields(2, Select.select(c1.onReceive(v -> 1), c2.onReceive(v -> 2)));
        c3.send(true);
      });
      go.goAndPark(c2::receive);
      go.goAndPark(() -> {
        // Waits behind the select on both channels.
        assertYields(1, Select.select(c1.onReceive(v -> 1), c2.onReceive(v -> 2)));
        c4.send(true);
      });
      c2.send(true);
      c3.receive();
      Look.awaitWaiting(c1, 0, 2);
      Look.awaitWaiting(c2, 0, 2);
      c1.send(true);
      c1.send(true);
      c4.receive();
      c2.send(true);
    }
    Look.assertQuiet(c1, c2, c3, c4);
  }

  @Test
  @DisplayName(
      "select7: a select that drops the value, one to three ways, against plain and select senders")
  void select7() throws InterruptedException {
    for (int ways = 1; ways <= 3; ways++) {
      for (boolean selectSender : new boolean[] {false, true}) {
        for (boolean receiverFirst : new boolean[] {false, true}) {
          Channel<Integer> channel = Channel.make();
          int arms = ways;
          try (var go = new Goroutines()) {
            if (receiverFirst) {
              go.goAndPark(() -> assertThat(receiveOneOf(arms, channel)).isTrue());
            }
            if (selectSender) {
              Thread sender =
                  go.go(() -> Select.select(channel.onSend(1), Channel.<Integer>make().onSend(2)));
              if (!receiverFirst) {
                go.awaitParked(sender);
              }
            } else {
              Thread sender = go.go(() -> channel.send(1));
              if (!receiverFirst) {
                go.awaitParked(sender);
              }
            }
            if (!receiverFirst) {
              assertThat(receiveOneOf(arms, channel)).isTrue();
            }
          }
          Look.assertQuiet(channel);
        }
      }
    }
  }

  private static boolean receiveOneOf(int ways, Channel<Integer> channel)
      throws InterruptedException {
    Channel<Integer> idle = Channel.make();
    Case<Boolean> yes = channel.onReceive(v -> true);
    Case<Boolean> no = idle.onReceive(v -> false);
    return switch (ways) {
      case 1 -> Select.select(yes);
      case 2 -> Select.select(yes, no);
      default -> Select.select(no, yes, idle.onSend(1, () -> false));
    };
  }

  @Test
  @DisplayName("sieve1: a chain of filters finds the primes below 100")
  void sieve1() throws InterruptedException {
    Channel<Integer> stop = Channel.make();
    var primes = new ArrayList<Integer>();
    try (var go = new Goroutines()) {
      Channel<Integer> numbers = Channel.make();
      go.go(() -> {
        for (int i = 2; sendUnless(stop, numbers, i); i++) {
          Thread.onSpinWait();
        }
      });
      Channel<Integer> in = numbers;
      while (primes.size() < PRIMES.size()) {
        Integer prime = in.receive();
        primes.add(prime);
        Channel<Integer> from = in;
        Channel<Integer> to = Channel.make();
        go.go(() -> {
          Integer v;
          while ((v = Select.select(from.onReceive(), stop.onReceive())) != null) {
            if (v % prime != 0 && !sendUnless(stop, to, v)) {
              return;
            }
          }
        });
        in = to;
      }
      stop.close();
    }
    assertThat(primes).isEqualTo(PRIMES);
  }

  private static boolean sendUnless(Channel<Integer> stop, Channel<Integer> to, int value)
      throws InterruptedException {
    return Select.select(to.onSend(value, () -> true), stop.onReceive(v -> false));
  }

  /** A channel whose first element has been received already. */
  private record Peeked(int head, Channel<Integer> rest) {}

  @Test
  @DisplayName("sieve2: a heap of peeked channels of multiples finds the primes below 100")
  void sieve2() throws InterruptedException {
    Channel<Integer> stop = Channel.make();
    var primes = new ArrayList<Integer>();
    try (var go = new Goroutines()) {
      var composites = new PriorityQueue<Peeked>(Comparator.comparingInt(Peeked::head));
      for (int n = 2; primes.size() < PRIMES.size(); n++) {
        if (composites.isEmpty() || composites.element().head() != n) {
          primes.add(n);
          int prime = n;
          Channel<Integer> multiples = Channel.make(10);
          go.go(() -> {
            for (int i = prime * prime; sendUnless(stop, multiples, i); i += prime) {
              Thread.onSpinWait();
            }
          });
          composites.add(new Peeked(multiples.receive(), multiples));
        }
        while (!composites.isEmpty() && composites.element().head() <= n) {
          Peeked least = composites.remove();
          composites.add(new Peeked(least.rest().receive(), least.rest()));
        }
      }
      stop.close();
    }
    assertThat(primes).isEqualTo(PRIMES);
  }

  @Test
  @DisplayName("C23 zerosize: a channel whose elements carry nothing works as any other")
  void zerosize() throws InterruptedException {
    record Unit() {}
    Channel<Unit> channel = Channel.make(2);
    channel.send(new Unit());
    channel.close();
    assertThat(channel.receive()).isEqualTo(new Unit());
    assertThat(channel.receive()).isNull();
  }
}
