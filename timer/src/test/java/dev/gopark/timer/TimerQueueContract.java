package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.internal.EventSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every queue of a shard does, whatever its precision. */
abstract class TimerQueueContract {
  static final TimerShard NO_SHARD = new TimerShard(new TimerHeap(), (source, deadline) -> {});

  /** A queue whose current time is {@code now}. */
  abstract TimerQueue queue(long now);

  /** How much later than its key an entry may be due. */
  abstract long precision();

  static QueuedAlarm alarm() {
    return new QueuedAlarm(NO_SHARD, due -> {});
  }

  private record Entry(long key, QueuedAlarm alarm) {}

  @Test
  void next_empty_isNone() {
    TimerQueue queue = queue(5);
    assertThat(queue.next()).isEqualTo(EventSource.NONE);
    assertThat(queue.pollDue(1_000_000)).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void pollDue_randomKeys_giveEachEntryOnceAndNeverEarly() {
    run(0, new Random().nextLong());
  }

  @Test
  @DisplayName("T25 deadlines are compared by subtraction, so the clock may overflow")
  void pollDue_clockOverflows_givesEachEntryOnceAndNeverEarly() {
    run(Long.MAX_VALUE - 500_000, new Random().nextLong());
  }

  private void run(long origin, long seed) {
    String run = "seed " + seed;
    var random = new Random(seed);
    TimerQueue queue = queue(origin);
    List<Entry> model = new ArrayList<>();
    long now = origin;
    for (int round = 0; round < 3_000; round++) {
      int adds = random.nextInt(6);
      for (int i = 0; i < adds; i++) {
        long ahead = random.nextInt(4) == 0 ? random.nextLong(1L << 40) : random.nextInt(20_000);
        var entry = new Entry(now + ahead - 100, alarm());
        queue.add(entry.key, entry.alarm);
        model.add(entry);
      }
      now += random.nextInt(2_000);
      QueuedAlarm due;
      while ((due = queue.pollDue(now)) != null) {
        var entry = new Entry(queue.polledKey(), due);
        assertThat(entry.key - now).as(run).isLessThanOrEqualTo(0);
        assertThat(model.remove(entry)).as(run).isTrue();
      }
      for (Entry entry : model) {
        assertThat(now - entry.key).as("late, " + run).isLessThan(precision());
      }
      assertThat(queue.size()).as(run).isEqualTo(model.size());
      if (model.isEmpty()) {
        assertThat(queue.next()).as(run).isEqualTo(EventSource.NONE);
      } else {
        long first = Long.MAX_VALUE;
        for (Entry entry : model) {
          first = Math.min(first, entry.key - now);
        }
        assertThat(queue.next() - now).as(run).isBetween(first, first + precision() - 1);
        // Thin out the far ones, so that the test does not become quadratic.
        if (model.size() > 200) {
          sweepHalf(queue, model, random, run);
        }
      }
      queue.checkInvariants();
    }
  }

  private static void sweepHalf(TimerQueue queue, List<Entry> model, Random random, String run) {
    Set<QueuedAlarm> dropped = new HashSet<>();
    for (Entry entry : model) {
      if (random.nextBoolean()) {
        dropped.add(entry.alarm);
      }
    }
    queue.sweep((key, alarm) -> !dropped.contains(alarm));
    model.removeIf(entry -> dropped.contains(entry.alarm));
    assertThat(queue.size()).as(run).isEqualTo(model.size());
  }

  @Test
  @DisplayName("T19 a sweep drops what is dead and keeps the order")
  void sweep_all_leavesAnEmptyQueue() {
    TimerQueue queue = queue(0);
    for (int i = 0; i < 10_000; i++) {
      queue.add(i * 37L % 5_000, alarm());
    }
    queue.sweep((key, alarm) -> false);
    assertThat(queue.size()).isZero();
    assertThat(queue.next()).isEqualTo(EventSource.NONE);
    queue.checkInvariants();
    queue.add(7, alarm());
    assertThat(queue.pollDue(100_000)).isNotNull();
    assertThat(queue.polledKey()).isEqualTo(7);
  }
}
