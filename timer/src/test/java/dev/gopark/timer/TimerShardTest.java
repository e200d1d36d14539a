package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.internal.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimerShardTest {
  private final List<Long> earlier = new ArrayList<>();
  private final List<Long> rung = new ArrayList<>();
  private final TimerShard shard =
      new TimerShard(new TimerHeap(), (source, deadline) -> earlier.add(deadline));

  @AfterEach
  void checkInvariants() {
    shard.checkInvariants();
  }

  private QueuedAlarm start(long deadline) {
    return QueuedAlarm.started(shard, rung::add, deadline);
  }

  // Truth tables: what stop and set answer in each state of an alarm, and what happens afterwards.

  @Test
  @DisplayName("T5 stop of a pending timer is true once, and it does not fire")
  void stop_pending_isTrueOnce() {
    QueuedAlarm alarm = start(10);
    assertThat(alarm.stop()).isTrue();
    assertThat(alarm.stop()).isFalse();
    assertThat(shard.fireDue(10)).isZero();
    assertThat(rung).isEmpty();
  }

  @Test
  @DisplayName("T5 stop of a timer that is due and has not fired is true")
  void stop_dueNotFired_isTrue() {
    QueuedAlarm alarm = start(10);
    start(9);
    shard.fireDue(9);
    assertThat(alarm.stop()).isTrue();
    assertThat(shard.fireDue(1_000)).isZero();
    assertThat(rung).containsExactly(9L);
  }

  @Test
  @DisplayName("T5 stop of a fired timer is false")
  void stop_fired_isFalse() {
    QueuedAlarm alarm = start(10);
    assertThat(shard.fireDue(10)).isOne();
    assertThat(alarm.stop()).isFalse();
    assertThat(rung).containsExactly(10L);
  }

  @Test
  @DisplayName(
      "T6 reset of a pending, stopped or fired timer: true, false, false; it fires once each")
  void set_pendingStoppedFired_answersAndFires() {
    QueuedAlarm alarm = start(10);
    assertThat(alarm.set(20)).isTrue();
    assertThat(shard.fireDue(10)).isZero();
    assertThat(alarm.stop()).isTrue();
    assertThat(alarm.set(30)).isFalse();
    assertThat(shard.fireDue(30)).isOne();
    assertThat(alarm.set(40)).isFalse();
    assertThat(shard.fireDue(40)).isOne();
    assertThat(shard.fireDue(100)).isZero();
    assertThat(rung).containsExactly(30L, 40L);
  }

  @Test
  @DisplayName(
      "T18 a timer that is moved to an earlier time lowers the deadline and fires then (#47329)")
  void set_earlier_firesEarlier() {
    QueuedAlarm alarm = start(1_000);
    shard.fireDue(1);
    assertThat(alarm.set(10)).isTrue();
    assertThat(shard.nextDeadline()).isEqualTo(10);
    assertThat(shard.fireDue(10)).isOne();
    assertThat(shard.fireDue(2_000)).isZero();
    assertThat(rung).containsExactly(10L);
  }

  @Test
  void set_earlierWhileInTheInbox_lowersTheDeadline() {
    QueuedAlarm alarm = start(1_000);
    alarm.set(10);
    assertThat(shard.nextDeadline()).isEqualTo(10);
    assertThat(shard.fireDue(10)).isOne();
  }

  @Test
  @DisplayName("T17 stop and reset of a heaped timer complete while somebody else holds the heap")
  void stopAndSet_heapLocked_doNotWait() {
    QueuedAlarm alarm = start(1_000);
    shard.fireDue(1);
    shard.lock();
    try {
      assertThat(alarm.set(2_000)).isTrue();
      assertThat(alarm.set(500)).isTrue();
      assertThat(alarm.stop()).isTrue();
      assertThat(alarm.set(700)).isFalse();
      for (int i = 0; i < 3 * TimerShard.BATCH; i++) {
        start(5_000).stop();
      }
      assertThat(shard.fireDue(10_000)).as("somebody else drives").isZero();
    } finally {
      shard.unlock();
    }
    assertThat(shard.fireDue(700)).isOne();
    assertThat(rung).containsExactly(700L);
  }

  @Test
  @DisplayName("T18 stopped timers are swept when they exceed a quarter of the heap")
  void stop_many_areSwept() {
    List<QueuedAlarm> alarms = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      alarms.add(start(1_000_000_000_000_000_000L + i));
    }
    shard.fireDue(1);
    assertThat(shard.queued()).isEqualTo(20_000);
    for (int i = 0; i < 10_000; i++) {
      alarms.get(2 * i).stop();
    }
    // The driver was called, with a deadline that has passed.
    assertThat(shard.nextDeadline() - System.nanoTime()).isLessThanOrEqualTo(0);
    shard.fireDue(System.nanoTime());
    assertThat(shard.queued()).isEqualTo(10_000);
    assertThat(shard.nextDeadline()).isEqualTo(1_000_000_000_000_000_001L);
  }

  @Test
  void startAndStop_many_neverReachTheHeapAndWakeOnce() {
    for (int i = 0; i < 100_000; i++) {
      start(1_000_000 + i).stop();
    }
    assertThat(shard.queued()).isZero();
    assertThat(earlier).containsExactly(1_000_000L);
  }

  @Test
  @DisplayName("the inbox stays short, with no help of a driver, so a look through it is cheap")
  void start_many_reachTheHeapInTime() {
    for (int i = 0; i < 20 * TimerShard.NURSERY; i++) {
      start(Long.MAX_VALUE / 4);
      assertThat(i - shard.queued()).isLessThan(3 * TimerShard.NURSERY);
    }
    assertThat(earlier).containsExactly(Long.MAX_VALUE / 4);
  }

  @Test
  void stoppedInTheInbox_setAgain_fires() {
    QueuedAlarm alarm = start(1_000);
    alarm.stop();
    for (int i = 0; i < 3 * TimerShard.BATCH; i++) {
      start(5_000).stop();
    }
    assertThat(alarm.entry()).isEqualTo(QueuedAlarm.NOWHERE);
    alarm.set(900);
    assertThat(shard.fireDue(900)).isOne();
  }

  @Test
  @DisplayName("T20 the listener is called only for a deadline that is earlier than all")
  void push_notEarlier_doesNotCallTheListener() {
    start(100);
    start(200);
    start(100);
    start(50);
    assertThat(earlier).containsExactly(100L, 50L);
    assertThat(shard.nextDeadline()).isEqualTo(50);
  }

  @Test
  @DisplayName("T22 what is fired runs with the lock dropped, and may arm and stop")
  void ring_inRing_mayUseTheShard() {
    var order = new ArrayList<String>();
    QueuedAlarm victim = QueuedAlarm.started(shard, due -> order.add("victim"), 20);
    QueuedAlarm.started(
        shard,
        due -> {
          order.add("locked " + shard.isLocked() + ", stopped " + victim.stop());
          QueuedAlarm.started(shard, again -> order.add("second"), 15);
          assertThat(shard.fireDue(15)).isOne();
        },
        10);
    assertThat(shard.fireDue(30)).isOne();
    assertThat(order).containsExactly("locked false, stopped true", "second");
  }

  @Test
  void ring_throws_othersFire() throws Exception {
    var reported = new ArrayList<Throwable>();
    Thread driver =
        Thread.ofPlatform()
            .unstarted(() -> {
              QueuedAlarm.started(
                  shard,
                  due -> {
                    throw new IllegalStateException("ring");
                  },
                  1);
              start(2);
              shard.fireDue(5);
            });
    driver.setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
    driver.start();
    driver.join();
    assertThat(reported).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(rung).containsExactly(2L);
  }

  @Test
  void fireDue_pushedBehindTheDrain_callsBackWhoHasReadTheLaterDeadline() {
    var queue = new HookedQueue();
    var hooked = new TimerShard(queue, (source, deadline) -> earlier.add(deadline));
    QueuedAlarm.started(hooked, rung::add, 1_000);
    QueuedAlarm.started(hooked, rung::add, 5);
    queue.beforeNext =
        () -> {
          queue.beforeNext = () -> {};
          earlier.clear();
          QueuedAlarm.started(hooked, rung::add, 20);
          assertThat(earlier).as("called for something earlier than what is due").isEmpty();
        };

    assertThat(hooked.fireDue(10)).isOne();

    // Between the two 1,000 was published, and somebody else may sleep until then.
    assertThat(earlier).isNotEmpty().allMatch(deadline -> deadline <= 20);
    assertThat(hooked.nextDeadline()).isEqualTo(20);
    hooked.checkInvariants();
  }

  @Test
  void fireDue_veryMany_inBursts() {
    for (int i = 0; i < 1_000; i++) {
      start(i);
    }
    int fired = 0;
    int calls = 0;
    while (shard.nextDeadline() != EventSource.NONE) {
      fired += shard.fireDue(5_000);
      calls++;
    }
    assertThat(fired).isEqualTo(1_000);
    assertThat(calls).isBetween(2, 10);
    assertThat(rung).isSorted();
  }

  @Test
  void discard_forgetsTheTarget() {
    QueuedAlarm alarm = start(10);
    assertThat(alarm.discard()).isTrue();
    assertThat(alarm.discard()).isFalse();
    assertThat(alarm.toString()).isEqualTo("Alarm[not set]");
    assertThat(shard.fireDue(100)).isZero();
  }

  @Test
  void instantsWithAMeaningOfTheirOwn_areMovedByANanosecond() {
    QueuedAlarm alarm = start(EventSource.NONE);
    assertThat(alarm.isSet()).isTrue();
    assertThat(alarm.state()).isNotEqualTo(QueuedAlarm.UNSET).isNotEqualTo(QueuedAlarm.INBOX);
    assertThat(alarm.stop()).isTrue();
    shard.fireDue(EventSource.NONE - 1);
  }

  @Test
  @DisplayName("T21 several drivers at once fire each timer once")
  void fireDue_manyDrivers_fireOnce() throws Exception {
    int count = 50_000;
    var fired = new AtomicInteger[count];
    for (int i = 0; i < count; i++) {
      fired[i] = new AtomicInteger();
    }
    var concurrent = new TimerShard(new TimerHeap(), (source, deadline) -> {});
    var go = new CountDownLatch(1);
    var drivers = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      drivers.add(
          Thread.ofPlatform()
              .start(() -> {
                while (go.getCount() != 0 || concurrent.nextDeadline() != EventSource.NONE) {
                  concurrent.fireDue(1_000_000);
                }
              }));
    }
    for (int i = 0; i < count; i++) {
      AtomicInteger one = fired[i];
      QueuedAlarm.started(concurrent, due -> one.incrementAndGet(), i);
    }
    go.countDown();
    for (Thread driver : drivers) {
      driver.join();
    }
    for (AtomicInteger one : fired) {
      assertThat(one).hasValue(1);
    }
    concurrent.checkInvariants();
  }

  @Test
  void toString_tellsTheState() {
    assertThat(shard).hasToString("TimerShard[0 queued, 0 of them dead, next never]");
    start(5);
    assertThat(shard.toString()).contains("next in ");
  }

  /** A heap, and something that happens just before the next deadline is looked up. */
  private static final class HookedQueue extends TimerQueue {
    private final TimerHeap heap = new TimerHeap();
    private Runnable beforeNext = () -> {};

    @Override
    void add(long key, QueuedAlarm alarm) {
      heap.add(key, alarm);
    }

    @Override
    long next() {
      beforeNext.run();
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
