package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunQueueTest {
  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -2, 0, 1, 3, 255})
  void new_capacityIsNoPowerOfTwo_throws(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunQueue(capacity))
        .withMessageContaining(String.valueOf(capacity));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256})
  @DisplayName("G11 TestSchedLocalQueue: what is put is taken, in order, and then it is empty")
  void putAndTake_anyNumber_inOrder(int capacity) {
    var ring = new RunQueue(capacity);
    Scheduled[] all = FakeGoroutines.some(capacity);
    for (int n = 0; n <= capacity; n++) {
      assertThat(ring.isEmpty()).isTrue();
      for (int i = 0; i < n; i++) {
        assertThat(ring.put(all[i])).isTrue();
        assertThat(ring.isEmpty()).isFalse();
        assertThat(ring.size()).isEqualTo(i + 1);
      }
      ring.checkInvariants();
      for (int i = 0; i < n; i++) {
        assertThat(ring.take()).isSameAs(all[i]);
      }
      assertThat(ring.take()).isNull();
    }
    ring.checkInvariants();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void putAndTake_manyTimesRound_inOrder(int capacity) {
    var ring = new RunQueue(capacity);
    Scheduled[] all = FakeGoroutines.some(10 * capacity);
    ring.put(all[0]);
    for (int i = 1; i < all.length; i++) {
      assertThat(ring.put(all[i])).isTrue();
      assertThat(ring.take()).isSameAs(all[i - 1]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256})
  void put_full_refuses(int capacity) {
    RunQueue ring = filled(FakeGoroutines.some(capacity), capacity);

    assertThat(ring.put(FakeGoroutines.one())).isFalse();
    assertThat(ring.size()).isEqualTo(capacity);
    ring.checkInvariants();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256})
  @DisplayName("G14 a full ring gives away its first half")
  void spill_full_movesTheFirstHalf(int capacity) {
    Scheduled[] all = FakeGoroutines.some(capacity);
    RunQueue ring = filled(all, capacity);
    var spill = new Scheduled[capacity / 2];

    assertThat(ring.spill(spill)).isEqualTo(capacity / 2);

    for (int i = 0; i < capacity; i++) {
      assertThat(i < capacity / 2 ? spill[i] : ring.take()).isSameAs(all[i]);
    }
    assertThat(ring.isEmpty()).isTrue();
  }

  @Test
  void spill_notFullAnyMore_movesNothing() {
    RunQueue ring = filled(FakeGoroutines.some(3), 4);

    assertThat(ring.spill(new Scheduled[2])).isZero();
    assertThat(ring.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256})
  @DisplayName("G18 TestSchedLocalQueueSteal: half, rounded up, every goroutine exactly once")
  void steal_anyNumber_takesTheFirstHalf(int capacity) {
    Scheduled[] all = FakeGoroutines.some(capacity);
    for (int n = 0; n <= capacity; n++) {
      RunQueue victim = filled(all, capacity, n);
      var thief = new RunQueue(capacity);

      Scheduled last = victim.stealInto(thief);

      int stolen = n - n / 2;
      List<Scheduled> found = new ArrayList<>();
      for (Scheduled g; (g = thief.take()) != null; ) {
        found.add(g);
      }
      if (n > 0) {
        found.add(last);
      } else {
        assertThat(last).isNull();
      }
      assertThat(found).containsExactly(List.of(all).subList(0, stolen).toArray(new Scheduled[0]));
      assertThat(victim.size()).isEqualTo(n / 2);
      for (int i = stolen; i < n; i++) {
        assertThat(victim.take()).isSameAs(all[i]);
      }
    }
  }

  @Test
  void steal_ringsThatHaveGoneRoundDifferently_copiesAcrossTheEnds() {
    Scheduled[] all = FakeGoroutines.some(4);
    for (int victimAt = 0; victimAt < 4; victimAt++) {
      for (int thiefAt = 0; thiefAt < 4; thiefAt++) {
        var victim = new RunQueue(4);
        var thief = new RunQueue(4);
        turn(victim, victimAt);
        turn(thief, thiefAt);
        for (Scheduled g : all) {
          victim.put(g);
        }

        assertThat(victim.stealInto(thief)).isSameAs(all[1]);
        assertThat(thief.take()).isSameAs(all[0]);
        assertThat(thief.take()).isNull();
        assertThat(victim.take()).isSameAs(all[2]);
        assertThat(victim.take()).isSameAs(all[3]);
      }
    }
  }

  @Test
  void stealOne_some_takesTheFirst() {
    Scheduled[] all = FakeGoroutines.some(2);
    RunQueue ring = filled(all, 2);

    assertThat(ring.stealOne()).isSameAs(all[0]);
    assertThat(ring.stealOne()).isSameAs(all[1]);
    assertThat(ring.stealOne()).isNull();
  }

  @Test
  void clearStale_afterAThief_letsGoOfWhatItTook() {
    var ring = new RunQueue(4);
    List<WeakReference<Scheduled>> gone = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Scheduled g = FakeGoroutines.one();
      gone.add(new WeakReference<>(g));
      ring.put(g);
    }
    for (int i = 0; i < 4; i++) {
      ring.stealOne();
    }

    ring.clearStale();

    Await.until(
        "the ring holds none",
        () -> {
          System.gc();
          return gone.stream().allMatch(g -> g.get() == null);
        });
  }

  @Test
  void toString_always_printsTheSize() {
    assertThat(filled(FakeGoroutines.some(2), 4)).hasToString("RunQueue[2/4]");
  }

  /** An owner that puts, takes and spills against two thieves: nothing is lost or doubled. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256})
  @DisplayName("G11 one producer, many consumers: every goroutine comes out exactly once")
  void race_ownerAgainstTwoThieves_eachOnce(int capacity) throws InterruptedException {
    long seed = TestSeed.next();
    int total = 100_000;
    Scheduled[] all = FakeGoroutines.some(total);
    IdentityHashMap<Scheduled, Integer> number = new IdentityHashMap<>();
    for (int i = 0; i < total; i++) {
      number.put(all[i], i);
    }
    var seen = new AtomicIntegerArray(total);
    var ring = new RunQueue(capacity);
    var over = new AtomicBoolean();
    var thieves = new ArrayList<Thread>();
    for (int t = 0; t < 2; t++) {
      boolean half = t == 0;
      thieves.add(
          Thread.ofPlatform()
              .start(() -> {
                var own = new RunQueue(capacity);
                while (!over.get() || !ring.isEmpty()) {
                  Scheduled g = half ? ring.stealInto(own) : ring.stealOne();
                  while (g != null) {
                    seen.incrementAndGet(number.get(g));
                    g = own.take();
                  }
                }
              }));
    }
    var random = new SplittableRandom(seed);
    var spill = new Scheduled[capacity / 2];
    for (int i = 0; i < total; i++) {
      while (!ring.put(all[i])) {
        int n = ring.spill(spill);
        for (int k = 0; k < n; k++) {
          seen.incrementAndGet(number.get(spill[k]));
        }
      }
      if (random.nextInt(3) == 0) {
        Scheduled g = ring.take();
        if (g != null) {
          seen.incrementAndGet(number.get(g));
        }
      }
    }
    over.set(true);
    for (Thread thief : thieves) {
      thief.join();
    }
    for (int i = 0; i < total; i++) {
      assertThat(seen.get(i)).as("goroutine %d, seed %d", i, seed).isEqualTo(1);
    }
    ring.checkInvariants();
  }

  private static RunQueue filled(Scheduled[] all, int capacity) {
    return filled(all, capacity, all.length);
  }

  private static RunQueue filled(Scheduled[] all, int capacity, int n) {
    var ring = new RunQueue(capacity);
    for (int i = 0; i < n; i++) {
      assertThat(ring.put(all[i])).isTrue();
    }
    return ring;
  }

  private static void turn(RunQueue ring, int n) {
    for (int i = 0; i < n; i++) {
      ring.put(FakeGoroutines.one());
      ring.take();
    }
  }
}
