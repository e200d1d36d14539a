package dev.gopark.channel;

import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Go's src/runtime/chan_test.go, as far as SelectRaceTest and SelectFairnessTest do not have it.
 */
class GoChanTest {
  @Test
  @DisplayName("C1-C29 TestChan for capacities 0 to 199")
  void testChan() throws InterruptedException {
    for (int capacity = 0; capacity < 200; capacity++) {
      emptyReceiveAndFullSendWait(capacity);
      closeDrainsThenEnds(capacity);
      closeUnblocks(capacity);
      fifoOf100(capacity);
      producersAndConsumers(capacity);
      lengthAndCapacity(capacity);
    }
  }

  private static void emptyReceiveAndFullSendWait(int capacity) throws InterruptedException {
    Channel<Integer> channel = Channel.make(capacity);
    try (var go = new Goroutines()) {
      var received = new AtomicInteger(-1);
      go.goAndPark(() -> received.set(channel.receive()));
      Thread second = go.goAndPark(() -> assertThat(channel.receive()).isEqualTo(1));
      assertThat(received).hasValue(-1);
      assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
      assertYields(
          true, Select.select(channel.onReceive(v -> false), Select.otherwise(() -> true)));
      channel.send(0);
      channel.send(1);
      go.join();
      assertThat(received).hasValue(0);
      assertThat(second.isAlive()).isFalse();

      for (int i = 0; i < capacity; i++) {
        channel.send(i);
      }
      var sent = new AtomicInteger();
      go.goAndPark(() -> {
        channel.send(capacity);
        sent.set(1);
      });
      assertThat(sent).hasValue(0);
      assertThat(channel.trySend(-1)).isFalse();
      assertYields(
          true, Select.select(channel.onSend(-1, () -> false), Select.otherwise(() -> true)));
      for (int i = 0; i <= capacity; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
    }
    Look.assertQuiet(channel);
  }

  private static void closeDrainsThenEnds(int capacity) throws InterruptedException {
    Channel<Integer> channel = Channel.make(capacity);
    for (int i = 0; i < capacity; i++) {
      channel.send(i);
    }
    channel.close();
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    assertThat(channel.receive()).isNull();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
  }

  private static void closeUnblocks(int capacity) throws InterruptedException {
    Channel<Integer> channel = Channel.make(capacity);
    Channel<Boolean> done = Channel.make();
    try (var go = new Goroutines()) {
      go.go(() -> done.send(channel.receive() == null));
      channel.close();
      assertThat(done.receive()).isTrue();
    }
  }

  private static void fifoOf100(int capacity) throws InterruptedException {
    Channel<Integer> channel = Channel.make(capacity);
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < 100; i++) {
          channel.send(i);
        }
      });
      for (int i = 0; i < 100; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
    }
  }

  private static void producersAndConsumers(int capacity) throws InterruptedException {
    int parties = 4;
    int each = capacity % 20 == 0 ? 1000 : 50;
    Channel<Integer> channel = Channel.make(capacity);
    var counts = new AtomicInteger[each];
    for (int i = 0; i < each; i++) {
      counts[i] = new AtomicInteger();
    }
    try (var go = new Goroutines()) {
      for (int p = 0; p < parties; p++) {
        go.go(() -> {
          for (int i = 0; i < each; i++) {
            channel.send(i);
          }
        });
        go.go(() -> {
          for (int i = 0; i < each; i++) {
            counts[channel.receive()].incrementAndGet();
          }
        });
      }
    }
    for (AtomicInteger count : counts) {
      assertThat(count).hasValue(parties);
    }
    Look.assertQuiet(channel);
  }

  private static void lengthAndCapacity(int capacity) throws InterruptedException {
    Channel<Integer> channel = Channel.make(capacity * 2);
    assertThat(channel.size()).isZero();
    assertThat(channel.capacity()).isEqualTo(capacity * 2);
    for (int i = 0; i < capacity; i++) {
      channel.send(i);
    }
    assertThat(channel.size()).isEqualTo(capacity);
  }

  @Test
  @DisplayName("C12 C13 TestMultiConsumer: 23 workers, the sum is preserved, one close cascades")
  void testMultiConsumer() {
    int workers = 23;
    int items = Scale.of(27_182);
    Channel<Integer> queue = Channel.make(workers * 3);
    Channel<Integer> results = Channel.make(workers * 3);
    var primes = new int[] {2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4, 5};
    var running = new AtomicInteger(workers);
    var expected = new AtomicLong();
    try (var go = new Goroutines()) {
      for (int w = 0; w < workers; w++) {
        int lazy = w;
        go.go(() -> {
          for (int v : queue) {
            if (lazy % 5 == v % 5) {
              Thread.yield();
            }
            results.send(v);
          }
          if (running.decrementAndGet() == 0) {
            results.close();
          }
        });
      }
      go.go(() -> {
        for (int i = 0; i < items; i++) {
          int v = primes[i % primes.length];
          expected.addAndGet(v);
          queue.send(v);
        }
        queue.close();
      });
      var count = new AtomicInteger();
      var sum = new AtomicLong();
      go.go(() ->
          results.range(v -> {
            count.incrementAndGet();
            sum.addAndGet(v);
          }));
      go.join();
      assertThat(count).hasValue(items);
      assertThat(sum).hasValue(expected.get());
    }
    Look.assertQuiet(queue, results);
  }

  @Test
  @DisplayName("C27 C28 a buffered channel is a semaphore: what is guarded by it needs no volatile")
  void semaphore_ordersPlainAccess() {
    int each = Scale.of(3000);
    Channel<Boolean> mutex = Channel.make(1);
    var counter = new int[1];
    try (var go = new Goroutines()) {
      for (int g = 0; g < 8; g++) {
        go.go(() -> {
          for (int i = 0; i < each; i++) {
            mutex.send(true);
            counter[0]++;
            mutex.receive();
          }
        });
      }
    }
    assertThat(counter[0]).isEqualTo(8 * each);
  }

  /** Plain fields: only the channel orders the accesses. */
  private static final class Cell {
    private long first;
    private long second;
    private Cell next;
  }

  @Test
  @DisplayName("C27 TestChanSendBarrier: what was written before a send is seen after the receive")
  void testChanSendBarrier() {
    barrier(false);
  }

  @Test
  @DisplayName("C27 TestChanSendSelectBarrier: the same through selects")
  void testChanSendSelectBarrier() {
    barrier(true);
  }

  private static void barrier(boolean select) {
    int rounds = Scale.of(2_000);
    for (int capacity : new int[] {0, 1}) {
      List<Channel<Cell>> channels = new ArrayList<>();
      try (var go = new Goroutines()) {
        for (int pair = 0; pair < 10; pair++) {
          Channel<Cell> channel = Channel.make(capacity);
          Channel<Cell> idle = Channel.make();
          channels.add(channel);
          go.go(() -> {
            for (int i = 1; i <= rounds; i++) {
              var cell = new Cell();
              cell.first = i;
              cell.next = new Cell();
              cell.next.second = -i;
              if (select) {
                Select.select(channel.onSend(cell), idle.onReceive());
              } else {
                channel.send(cell);
              }
            }
          });
          go.go(() -> {
            for (int i = 1; i <= rounds; i++) {
              Cell cell =
                  select ? Select.select(idle.onReceive(), channel.onReceive()) : channel.receive();
              if (cell.first != i || cell.next.second != -i) {
                throw new AssertionError("half a cell in round " + i);
              }
            }
          });
        }
      }
      channels.forEach(Look::assertQuiet);
    }
  }

  @Test
  @DisplayName(
      "C27 receive before the completion of the send (unbuffered), close before its receive")
  void receiveAndClose_orderPlainAccess() throws InterruptedException {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var cell = new Cell();
      Channel<Integer> channel = Channel.make();
      Channel<Integer> end = Channel.make();
      try (var go = new Goroutines()) {
        go.go(() -> {
          cell.first = 1;
          channel.receive();
          cell.second = 2;
          end.close();
        });
        channel.send(1);
        assertThat(cell.first).isEqualTo(1);
        end.receive();
        assertThat(cell.second).isEqualTo(2);
      }
    }
  }
}
