package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimerHeapTest extends TimerQueueContract {
  @Override
  TimerQueue queue(long now) {
    return new TimerHeap(1);
  }

  @Override
  long precision() {
    return 1;
  }

  @Test
  @DisplayName(
      "T16 a 4-ary heap with the keys beside the entries: 200,000 timers come out in order")
  void pollDue_manyEntries_inOrder() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var heap = new TimerHeap();
    for (int i = 0; i < 200_000; i++) {
      heap.add(random.nextLong(1L << 40), alarm());
    }
    heap.checkInvariants();
    long last = Long.MIN_VALUE;
    for (int i = 0; i < 200_000; i++) {
      assertThat(heap.pollDue(1L << 40)).isNotNull();
      if (heap.polledKey() < last) {
        throw new AssertionError("out of order at " + i + ", seed " + seed);
      }
      last = heap.polledKey();
    }
    assertThat(heap.size()).isZero();
  }
}
