package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.internal.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Memory runs out, or nobody can be started to drive: no alarm is lost and no lock stays taken. */
class TimerShardFailureTest {
  private final List<Long> rung = new ArrayList<>();
  private final List<Throwable> reported = new ArrayList<>();

  /** For the thread that drives, which need not be that of a method before the test. */
  private void handle() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
  }

  @AfterEach
  void unhandle() {
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }

  @Test
  @DisplayName("a queue that cannot grow at its n-th addition: each alarm rings once, for each n")
  void fireDue_queueCannotGrow_noAlarmIsLost() {
    handle();
    for (int n = 0; n < 12; n++) {
      int failing = n;
      rung.clear();
      reported.clear();
      var queue = new FailingQueue(addition -> addition == failing || addition == failing + 1);
      var shard = new TimerShard(queue, (source, deadline) -> {});
      for (int i = 1; i <= 8; i++) {
        QueuedAlarm.started(shard, rung::add, i);
      }
      // Moves what is in the queue, and pushes a second entry.
      QueuedAlarm moved = QueuedAlarm.started(shard, rung::add, 9);
      shard.fireDue(4);
      assertThat(shard.isLocked()).isFalse();
      moved.set(5);
      drive(shard);
      assertThat(rung)
          .as("failing at %d", n)
          .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 5L, 6L, 7L, 8L);
      assertThat(reported).as("once in a row").hasSizeLessThanOrEqualTo(2);
      shard.checkInvariants();
    }
  }

  @Test
  void fireDue_queueCannotGrow_whatStandsInItFires() {
    handle();
    var queue = new FailingQueue(addition -> addition >= 2);
    var shard = new TimerShard(queue, (source, deadline) -> {});
    QueuedAlarm.started(shard, rung::add, 10);
    QueuedAlarm.started(shard, rung::add, 20);
    shard.fireDue(1);
    QueuedAlarm late = QueuedAlarm.started(shard, rung::add, 5);
    long before = System.nanoTime();
    assertThat(shard.fireDue(30)).isEqualTo(2);
    assertThat(rung).containsExactly(10L, 20L);
    assertThat(late.isSet()).isTrue();
    assertThat(shard.nextDeadline() - before)
        .as("it is to come again, but not at once")
        .isGreaterThanOrEqualTo(TimerShard.RETRY);
    assertThat(reported).singleElement().isInstanceOf(OutOfMemoryError.class);
    queue.failing = addition -> false;
    drive(shard);
    assertThat(rung).containsExactly(10L, 20L, 5L);
  }

  @Test
  void push_nurseryFullAndQueueCannotGrow_isNotTheirTrouble() {
    handle();
    var queue = new FailingQueue(addition -> true);
    var shard = new TimerShard(queue, (source, deadline) -> {});
    for (int i = 0; i < 5 * TimerShard.NURSERY; i++) {
      QueuedAlarm.started(shard, rung::add, 10);
    }
    assertThat(shard.isLocked()).isFalse();
    queue.failing = addition -> false;
    drive(shard);
    assertThat(rung).hasSize(5 * TimerShard.NURSERY);
  }

  @Test
  void ring_throwsAndHandlerThrows_othersFire() {
    Thread.currentThread()
        .setUncaughtExceptionHandler((thread, thrown) -> {
          reported.add(thrown);
          throw new IllegalStateException("handler");
        });
    var shard = new TimerShard(new TimerHeap(), (source, deadline) -> {});
    QueuedAlarm.started(
        shard,
        due -> {
          throw new OutOfMemoryError("for the test");
        },
        1);
    QueuedAlarm.started(shard, rung::add, 2);
    assertThat(shard.fireDue(5)).isEqualTo(2);
    assertThat(rung).containsExactly(2L);
    assertThat(reported).singleElement().isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  @DisplayName("a listener that cannot be told: the alarm is not set, and the next one tells it")
  void start_listenerThrows_alarmIsNotSetAndNextOneTells() {
    var told = new ArrayList<Long>();
    var refusals = new ArrayList<>(List.of(1, 2, 3));
    var shard =
        new TimerShard(
            new TimerHeap(),
            (source, deadline) -> {
              if (!refusals.isEmpty()) {
                refusals.removeFirst();
                // Somebody who relies on the deadline that was published before.
                QueuedAlarm.started((TimerShard) source, rung::add, deadline + 1);
                throw new OutOfMemoryError("unable to create native thread, for the test");
              }
              told.add(deadline);
            });
    assertThatThrownBy(() -> QueuedAlarm.started(shard, rung::add, 10))
        .isInstanceOf(OutOfMemoryError.class);
    var alarm = new QueuedAlarm(shard, rung::add);
    assertThatThrownBy(() -> alarm.set(20)).isInstanceOf(OutOfMemoryError.class);
    assertThat(alarm.isSet()).isFalse();
    var stopped = new QueuedAlarm(shard, rung::add);
    assertThatThrownBy(() -> stopped.set(30)).isInstanceOf(OutOfMemoryError.class);
    assertThat(stopped.stop()).isFalse();
    // Later than what the others wait for.
    long far = System.nanoTime() + 1_000_000_000_000L;
    assertThat(alarm.set(far)).isFalse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst() - far).isLessThan(0);
    shard.fireDue(System.nanoTime());
    assertThat(rung).hasSize(3).doesNotContain(10L, 20L, 30L);
    assertThat(shard.nextDeadline()).isEqualTo(far);
  }

  private static void drive(TimerShard shard) {
    long far = System.nanoTime() + 1_000_000_000_000L;
    while (shard.nextDeadline() != EventSource.NONE) {
      shard.fireDue(far);
    }
  }

  /** A heap whose additions fail at chosen times. */
  private static final class FailingQueue extends TimerQueue {
    private final TimerHeap heap = new TimerHeap(1);
    private IntPredicate failing;
    private int additions;

    FailingQueue(IntPredicate failing) {
      this.failing = failing;
    }

    @Override
    void add(long key, QueuedAlarm alarm) {
      if (failing.test(additions++)) {
        throw new OutOfMemoryError("for the test");
      }
      heap.add(key, alarm);
    }

    @Override
    long next() {
      return heap.next();
    }

    @Override
    @Nullable QueuedAlarm pollDue(long now) {
      return heap.pollDue(now);
    }

    @Override
    long polledKey() {
      return heap.polledKey();
    }

    @Override
    int size() {
      return heap.size();
    }

    @Override
    void sweep(Keep keep) {
      heap.sweep(keep);
    }

    @Override
    void checkInvariants() {
      heap.checkInvariants();
    }
  }
}
