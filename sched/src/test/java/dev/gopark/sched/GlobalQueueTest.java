package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobalQueueTest {
  /** Has no memory for the first additions. */
  private static final class Failing extends ConcurrentLinkedQueue<Scheduled> {
    private static final long serialVersionUID = 1;
    private int failures;

    Failing(int failures) {
      this.failures = failures;
    }

    @Override
    public boolean add(Scheduled goroutine) {
      if (failures-- > 0) {
        throw new OutOfMemoryError("made by the test");
      }
      return super.add(goroutine);
    }
  }

  @Test
  @DisplayName("G15 first in, first out")
  void take_some_inOrder() {
    var queue = new GlobalQueue();
    Scheduled[] all = FakeGoroutines.some(3);
    queue.put(all[0]);
    queue.putAll(new Scheduled[] {all[1], all[2], null}, 2);

    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.take()).isSameAs(all[0]);
    assertThat(queue.take()).isSameAs(all[1]);
    assertThat(queue.take()).isSameAs(all[2]);
    assertThat(queue.take()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 1, 1", "1, 4, 1", "10, 1, 10", "10, 2, 6", "10, 4, 3", "10, 1024, 1"})
  @DisplayName("G15 a share is min(size, size / procs + 1)")
  void takeShare_room_takesOneAndAFairNumber(int queued, int procs, int share) {
    checkShare(queued, procs, 256, share);
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 2, 1", "10, 1, 4, 2", "1000, 1, 256, 128"})
  @DisplayName("G15 a share is at most half a ring")
  void takeShare_many_takesHalfARing(int queued, int procs, int capacity, int share) {
    checkShare(queued, procs, capacity, share);
  }

  private static void checkShare(int queued, int procs, int capacity, int share) {
    var queue = new GlobalQueue();
    var ring = new RunQueue(capacity);
    Scheduled[] all = FakeGoroutines.some(queued);
    queue.putAll(all, queued);

    Scheduled first = queue.takeShare(ring, procs);

    assertThat(first).isSameAs(queued == 0 ? null : all[0]);
    assertThat(ring.size()).isEqualTo(Math.max(share - 1, 0));
    assertThat(queue.size()).isEqualTo(queued - share);
    for (int i = 1; i < share; i++) {
      assertThat(ring.take()).isSameAs(all[i]);
    }
  }

  @Test
  void put_noMemory_throwsAndCountsNothing() {
    var queue = new GlobalQueue(new Failing(1));

    assertThatThrownBy(() -> queue.put(FakeGoroutines.one())).isInstanceOf(OutOfMemoryError.class);

    assertThat(queue.isEmpty()).as("or machines would look for it for ever").isTrue();
  }

  @Test
  void putAll_noMemoryAtFirst_losesNone() {
    var queue = new GlobalQueue(new Failing(3));
    Scheduled[] all = FakeGoroutines.some(2);

    queue.putAll(all, 2);

    assertThat(queue.take()).isSameAs(all[0]);
    assertThat(queue.take()).isSameAs(all[1]);
    assertThat(queue.isEmpty()).isTrue();
  }
}
