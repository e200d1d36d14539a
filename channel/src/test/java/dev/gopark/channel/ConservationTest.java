package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is lost and nothing doubled, whatever goes on: random operations of every form, random
 * interrupts, timeouts and closes. Each element is one number; who sent it and who got it is
 * counted.
 */
@ParameterizedClass(name = "capacity {0} on {1}")
@MethodSource("settings")
class ConservationTest {
  private static final int PRODUCERS = 4;
  private static final int CONSUMERS = 4;

  private final int capacity;
  private final Threads kind;
  private final int each = Scale.of(1500);

  /** By element: 1 once a send returned normally. */
  private final AtomicIntegerArray sent = new AtomicIntegerArray(PRODUCERS * each);

  /** By element: how often it was received. */
  private final AtomicIntegerArray received = new AtomicIntegerArray(PRODUCERS * each);

  private final AtomicLong interrupts = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();

  ConservationTest(int capacity, Threads kind) {
    this.capacity = capacity;
    this.kind = kind;
  }

  static Stream<Arguments> settings() {
    return Stream.of(0, 1, 7, 100)
        .flatMap(capacity -> Threads.kinds().stream().map(kind -> Arguments.of(capacity, kind)));
  }

  /** Tries once, in a form chosen at random, to send an element: whether it was sent. */
  private boolean sendOnce(
      Channel<Integer> channel, Channel<Integer> idle, int element, Random random) {
    Duration patience = Duration.ofNanos(random.nextInt(200_000));
    try {
      return switch (random.nextInt(7)) {
        case 0 -> channel.trySend(element);
        case 1 -> channel.trySend(element, patience);
        case 2 -> Select.select(channel.onSend(element, () -> true), Select.otherwise(() -> false));
        case 3 ->
            Select.select(
                channel.onSend(element, () -> true), Select.timeout(patience, () -> false));
        case 4 -> Select.select(idle.onReceive(v -> false), channel.onSend(element, () -> true));
        case 5 -> Select.select(channel.onSend(element, () -> true));
        default -> {
          channel.send(element);
          yield true;
        }
      };
    } catch (InterruptedException e) {
      interrupts.incrementAndGet();
      return false;
    }
  }

  /** Tries once to receive: the element, null at the end, -1 for nothing. */
  private Integer receiveOnce(Channel<Integer> channel, Channel<Integer> idle, Random random) {
    Duration patience = Duration.ofNanos(random.nextInt(200_000));
    try {
      return switch (random.nextInt(7)) {
        case 0 -> value(channel.tryReceive());
        case 1 -> value(channel.tryReceive(patience));
        case 2 -> Select.select(channel.onReceive(), Select.otherwise(() -> -1));
        case 3 -> Select.select(channel.onReceive(), Select.timeout(patience, () -> -1));
        case 4 -> Select.select(channel.onReceive(), idle.onReceive(), channel.onReceive());
        case 5 -> Select.select(channel.onReceive());
        default -> channel.receive();
      };
    } catch (InterruptedException e) {
      interrupts.incrementAndGet();
      return -1;
    }
  }

  private Integer value(Received<Integer> found) {
    return switch (found) {
      case Received.Value<Integer>(Integer v) -> v;
      case Received.Empty<Integer>() -> {
        timeouts.incrementAndGet();
        yield -1;
      }
      case Received.Closed<Integer>() -> null;
    };
  }

  @Test
  @DisplayName("C12-C14 S7 every element sent is received once, with interrupts and timeouts")
  void randomOperations_conserveElements() {
    Random seeds = Seed.random("conservation " + capacity + " on " + kind);
    Channel<Integer> channel = Channel.make(capacity);
    Channel<Integer> idle = Channel.make();
    var running = new AtomicBoolean(true);
    try (var victims = new Goroutines(kind);
        var go = new Goroutines(kind)) {
      List<Thread> threads = new ArrayList<>();
      Channel<Integer> ended = Channel.make(PRODUCERS);
      for (int p = 0; p < PRODUCERS; p++) {
        int base = p * each;
        var random = new Random(seeds.nextLong());
        threads.add(
            victims.go(() -> {
              for (int i = 0; i < each; i++) {
                while (!sendOnce(channel, idle, base + i, random)) {
                  Thread.yield();
                }
                sent.set(base + i, 1);
              }
              ended.trySend(1);
            }));
      }
      for (int c = 0; c < CONSUMERS; c++) {
        var random = new Random(seeds.nextLong());
        threads.add(
            victims.go(() -> {
              Integer v;
              while ((v = receiveOnce(channel, idle, random)) != null) {
                if (v >= 0) {
                  received.incrementAndGet(v);
                }
              }
            }));
      }
      var random = new Random(seeds.nextLong());
      go.go(() -> {
        while (running.get()) {
          threads.get(random.nextInt(threads.size())).interrupt();
          Thread.yield();
        }
      });
      go.go(() -> {
        for (int p = 0; p < PRODUCERS; p++) {
          ended.receive();
        }
        channel.close();
        victims.join();
        running.set(false);
      });
    }
    for (int i = 0; i < PRODUCERS * each; i++) {
      assertThat(sent.get(i)).as("element %d sent", i).isEqualTo(1);
      assertThat(received.get(i)).as("element %d received", i).isEqualTo(1);
    }
    System.out.println(interrupts + " interrupts, " + timeouts + " empty tries");
    Look.assertQuiet(channel, idle);
  }

  @Test
  @DisplayName("C12-C14 a close at a random moment: what was sent was received, what threw was not")
  void randomClose_conservesElements() {
    Random seeds = Seed.random("close " + capacity + " on " + kind);
    for (int round = 0; round < Scale.of(40); round++) {
      Channel<Integer> channel = Channel.make(capacity);
      Channel<Integer> idle = Channel.make();
      var sum = new AtomicLong();
      int closeAt = seeds.nextInt(60);
      try (var go = new Goroutines(kind)) {
        for (int p = 0; p < PRODUCERS; p++) {
          var random = new Random(seeds.nextLong());
          int base = p * each;
          go.go(() -> {
            try {
              int left = closeAt;
              for (int i = base; ; i++) {
                int element = i % (PRODUCERS * each);
                if (sendOnce(channel, idle, element, random)) {
                  sum.addAndGet(element);
                  if (left-- == 0) {
                    channel.tryClose();
                  }
                }
              }
            } catch (ChannelClosedException e) {
              assertThat(channel.tryClose()).isFalse();
            }
          });
        }
        for (int c = 0; c < CONSUMERS; c++) {
          var random = new Random(seeds.nextLong());
          go.go(() -> {
            Integer v;
            while ((v = receiveOnce(channel, idle, random)) != null) {
              if (v >= 0) {
                sum.addAndGet(-v);
              }
            }
          });
        }
      }
      assertThat(sum).as("sent minus received").hasValue(0);
      assertThat(channel.isDrained()).isTrue();
      Look.assertQuiet(channel, idle);
    }
  }
}
