package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What operations allocate, counted by the JVM on a platform thread. */
class AllocationTest {
  private static final int RUNS = 20_000;

  private final Integer element = 1000;

  private static double onPlatformThread(Task task) {
    var least = new double[1];
    try (var go = new Goroutines(new PlatformThreads())) {
      go.go(() -> least[0] = Meter.bytesPerRun(RUNS, task));
    }
    return least[0];
  }

  private static void assertNothing(Task task) {
    // Less than one byte a run: what the JVM's own bookkeeping may cost a batch.
    assertThat(onPlatformThread(task)).as("bytes a run").isLessThan(1);
  }

  @Test
  @DisplayName("a buffered send and receive allocate nothing")
  void bufferedPair_nothing() {
    Channel<Integer> channel = Channel.make(10);
    assertNothing(() -> {
      channel.send(element);
      channel.receive();
    });
    assertNothing(() -> assertSent(channel.trySend(element), channel));
  }

  private static void assertSent(boolean sent, Channel<?> channel) throws InterruptedException {
    if (!sent || channel.receive() == null) {
      throw new AssertionError("not sent");
    }
  }

  @Test
  @DisplayName("C20 failed try operations allocate nothing")
  void failedTry_nothing() {
    Channel<Integer> full = Channel.make(1);
    full.trySend(element);
    Channel<Integer> closed = Channel.make();
    closed.close();
    for (Channel<Integer> channel : List.of(Channel.<Integer>make(), Channel.<Integer>never())) {
      assertNothing(() -> keep = channel.tryReceive());
      assertNothing(() -> keep = channel.trySend(element));
    }
    assertNothing(() -> keep = full.trySend(element));
    assertNothing(() -> keep = closed.tryReceive());
  }

  /** Keeps the compiler from dropping what is returned. */
  private volatile Object keep;

  @Test
  @DisplayName("S18 a reusable select that finds something ready allocates nothing a round")
  void reusableReady_nothing() {
    Channel<Integer> a = Channel.make(1);
    Channel<Integer> b = Channel.make(1);
    Select<Integer> both =
        Select.of(
            a.onReceive(), b.onReceive(), a.onSend(element, () -> -1), b.onSend(element, () -> -1));
    assertNothing(both::run);
    Callable<Integer> nothing = () -> null;
    Channel<Integer> idle = Channel.make();
    Select<Integer> otherwise =
        Select.of(idle.onReceive(), idle.onSend(element, nothing), Select.otherwise(nothing));
    assertNothing(otherwise::run);
  }

  @Test
  @DisplayName("S18 a reusable select that waits allocates nothing a round")
  void reusableBlocked_nothing() {
    Channel<Integer> request = Channel.make();
    Channel<Integer> reply = Channel.make();
    Channel<Integer> idle = Channel.make();
    Channel<Integer> stop = Channel.make();
    try (var go = new Goroutines(new PlatformThreads())) {
      go.go(() -> {
        Select<Integer> answer = Select.of(request.onReceive(), stop.onReceive());
        while (answer.run() != null) {
          reply.send(element);
        }
      });
      Select<Integer> ask = Select.of(request.onSend(element, () -> 1), idle.onReceive());
      Select<Integer> get = Select.of(reply.onReceive(), idle.onReceive());
      var least = new double[] {Double.MAX_VALUE};
      go.go(() -> {
        least[0] =
            Meter.bytesPerRun(
                3000,
                () -> {
                  ask.run();
                  get.run();
                });
        stop.close();
      });
      go.join();
      assertThat(least[0]).as("bytes a round").isLessThan(1);
    }
    Look.assertQuiet(request, reply, idle, stop);
  }

  @Test
  @DisplayName("S18 a reusable select with a timeout that runs out allocates nothing a round")
  void reusableTimeout_nothing() {
    Channel<Integer> idle = Channel.make();
    Channel<Integer> other = Channel.make();
    Select<Integer> select =
        Select.of(
            idle.onReceive(),
            other.onReceive(),
            Select.timeout(Duration.ofNanos(1), () -> element));
    var least = new double[1];
    try (var go = new Goroutines(new PlatformThreads())) {
      go.go(() -> least[0] = Meter.bytesPerRun(1000, select::run));
    }
    assertThat(least[0]).as("bytes a round").isLessThan(1);
  }

  @Test
  @DisplayName("S18 a one-shot select allocates nothing but its cases")
  void oneShot_onlyItsCases() {
    Channel<Integer> a = Channel.make(1);
    Channel<Integer> b = Channel.make(1);
    Case<Integer> receiveA = a.onReceive();
    Case<Integer> receiveB = b.onReceive();
    Case<Integer> sendA = a.onSend(element, () -> -1);
    Case<Integer> sendB = b.onSend(element, () -> -1);
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array for the varargs call
    Case<Integer>[] cases = new Case[] {receiveA, receiveB, sendA, sendB};
    assertNothing(() -> Select.select(cases));
    Case<Integer> otherwise = Select.otherwise(() -> element);
    // Header, length and two references at most 8 bytes each.
    assertThat(onPlatformThread(() -> Select.select(receiveA, otherwise))).isLessThanOrEqualTo(32);
    // Two arms and their array.
    assertThat(onPlatformThread(() -> Select.select(a.onReceive(), a.onSend(element, () -> -1))))
        .isLessThanOrEqualTo(32 + 2 * 32);
  }

  @Test
  @DisplayName("select2: 100,000 sends and receives by select do not grow the heap")
  void select2_heapStaysFlat() {
    Channel<Integer> channel = Channel.make();
    Channel<Integer> dummy = Channel.make();
    int each = 25_000;
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < 4 * each; i++) {
          Select.select(channel.onSend(element), dummy.onReceive());
        }
      });
      go.go(() -> {
        for (int i = 0; i < 2 * each; i++) {
          Select.select(channel.onReceive(), dummy.onReceive());
        }
      });
      go.go(() -> {
        long before = 0;
        for (int i = 0; i < 2 * each; i++) {
          if (i == each) {
            before = usedHeap();
          }
          Select.select(dummy.onReceive(), channel.onReceive());
        }
        // Go allows 0.11 MB; other goroutines share this heap, and may fill it between a collection
        // and the look: what is garbage is gone at one of the next.
        long limit = before + (1 << 20);
        Goroutines.until(() -> usedHeap() < limit, () -> "the heap has grown beyond " + limit);
      });
    }
    Look.assertQuiet(channel, dummy);
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
