package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  private final GlobalQueue global = new GlobalQueue();
  private final Processor processor = new Processor(0, 4, global, null);

  @Test
  void putNext_nothingElseHere_leavesNothingToHelpWith() {
    Scheduled g = FakeGoroutines.one();

    assertThat(processor.putNext(g)).isFalse();

    assertThat(processor.peekNext()).isSameAs(g);
    assertThat(processor.queued()).isEqualTo(1);
    assertThat(processor.next()).isSameAs(g);
    assertThat(processor.next()).isNull();
  }

  @Test
  @DisplayName("G12 a readied goroutine takes runnext, the earlier one goes to the ring's end")
  void putNext_occupied_displacesToTheEndOfTheRing() {
    Scheduled[] g = FakeGoroutines.some(3);
    processor.putLast(g[0]);
    assertThat(processor.putNext(g[1])).as("the ring could be helped with").isTrue();
    assertThat(processor.putNext(g[2])).isTrue();

    assertThat(order()).containsExactly(g[2], g[0], g[1]);
  }

  @Test
  @DisplayName("G50 G51 the newest goes first, the older ones in order")
  void putNext_four_newestFirstThenInOrder() {
    Scheduled[] g = FakeGoroutines.some(4);
    for (Scheduled each : g) {
      processor.putNext(each);
    }
    assertThat(order()).containsExactly(g[3], g[0], g[1], g[2]);
  }

  @Test
  @DisplayName(
      "G13 what comes from runnext inherits the slice, what comes from the ring begins one")
  void next_fromRunnextOrRing_inheritsOrBeginsASlice() {
    long slice = processor.sliceTick();
    processor.putLast(FakeGoroutines.one());
    processor.putNext(FakeGoroutines.one());

    processor.next();
    assertThat(processor.sliceTick()).isEqualTo(slice);
    processor.next();
    assertThat(processor.sliceTick()).isEqualTo(slice + 1);
    processor.next();
    assertThat(processor.sliceTick()).as("nothing was found").isEqualTo(slice + 1);
  }

  @Test
  @DisplayName("G26 a chain of runnexts that has outlived its slice goes behind the ring")
  void endSliceIfAsked_asked_sendsRunnextBehindTheRing() {
    Scheduled[] g = FakeGoroutines.some(3);
    processor.putLast(g[0]);
    processor.putLast(g[1]);
    processor.putNext(g[2]);
    assertThat(processor.endSliceIfAsked()).isFalse();

    processor.yieldNow(true);

    assertThat(processor.endSliceIfAsked()).isTrue();
    assertThat(processor.endSliceIfAsked()).as("once").isFalse();
    assertThat(order()).containsExactly(g[0], g[1], g[2]);
  }

  @Test
  @DisplayName("G14 a full ring moves half of itself and the new one to the global queue, in order")
  void putLast_full_spillsHalfPlusOne() {
    Scheduled[] g = FakeGoroutines.some(5);
    for (Scheduled each : g) {
      processor.putLast(each);
    }

    assertThat(global.size()).isEqualTo(3);
    assertThat(global.take()).isSameAs(g[0]);
    assertThat(global.take()).isSameAs(g[1]);
    assertThat(global.take()).isSameAs(g[4]);
    assertThat(order()).containsExactly(g[2], g[3]);
    assertThat(processor.counters.snapshot().spilled()).isEqualTo(3);
  }

  @Test
  void stealNext_changedMeanwhile_refuses() {
    Scheduled[] g = FakeGoroutines.some(2);
    processor.putNext(g[0]);
    processor.putNext(g[1]);

    assertThat(processor.stealNext(g[0])).isFalse();
    assertThat(processor.stealNext(g[1])).isTrue();
    assertThat(processor.stealNext(g[1])).isFalse();
    assertThat(order()).containsExactly(g[0]);
  }

  @Test
  void takeLoneWake_fewRuns_eachMillisecond() {
    long now = System.nanoTime();
    assertThat(processor.takeLoneWake(now)).as("the first").isTrue();
    assertThat(processor.takeLoneWake(now)).as("coarse time stands").isFalse();
    assertThat(processor.takeLoneWake(now + Processor.LONE_WAKE_NANOS - 1)).isFalse();
    now += Processor.LONE_WAKE_NANOS;
    assertThat(processor.takeLoneWake(now)).isTrue();
    for (int i = 0; i < 40; i++) { // 25 microseconds each
      processor.beginRun();
    }
    now += Processor.LONE_WAKE_NANOS;
    assertThat(processor.takeLoneWake(now)).isTrue();
  }

  @Test
  void takeLoneWake_manyRuns_eachTenMilliseconds() {
    long now = System.nanoTime();
    assertThat(processor.takeLoneWake(now)).isTrue();
    for (int i = 0; i < 600; i++) {
      processor.beginRun();
    }
    assertThat(processor.takeLoneWake(now + Processor.LONE_WAKE_NANOS)).isFalse();
    assertThat(processor.takeLoneWake(now + Processor.FAST_LONE_WAKE_NANOS - 1)).isFalse();
    assertThat(processor.takeLoneWake(now + Processor.FAST_LONE_WAKE_NANOS)).isTrue();
  }

  @Test
  void standingAlone_untilAnotherRuns_isForThieves() {
    processor.beginRun();
    Scheduled alone = FakeGoroutines.one();
    processor.putNext(alone);
    assertThat(processor.standingAlone()).as("no lone wake").isNull();
    assertThat(processor.hasWorkForThieves()).isFalse();

    processor.takeLoneWake(System.nanoTime());

    assertThat(processor.standingAlone()).isSameAs(alone);
    assertThat(processor.hasWorkForThieves()).isTrue();
    processor.beginRun();
    assertThat(processor.standingAlone()).as("its readier has stopped").isNull();
    assertThat(processor.hasWorkForThieves()).isFalse();
  }

  @Test
  void toString_always_printsStatusAndLength() {
    processor.putNext(FakeGoroutines.one());
    assertThat(processor).hasToString("P0[active, queued 1]");
    processor.casStatus(Processor.ACTIVE, Processor.IDLE);
    assertThat(processor).hasToString("P0[idle, queued 1]");
    processor.casStatus(Processor.IDLE, Processor.RETIRED);
    assertThat(processor).hasToString("P0[retired, queued 1]");
  }

  @Test
  @DisplayName(
      "TestSchedLocalQueueEmpty: never says empty while one moves from runnext to the ring")
  void isEmpty_goroutineMovesFromRunnextToRing_neverLies() throws InterruptedException {
    var over = new AtomicBoolean();
    var lied = new AtomicBoolean();
    Scheduled here = FakeGoroutines.one();
    Scheduled other = FakeGoroutines.one();
    processor.putNext(here);
    Thread observer =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                if (processor.isEmpty()) {
                  lied.set(true);
                }
              }
            });
    // At every instant at least one of the two is queued.
    for (int i = 0; i < 2_000_000 && !lied.get(); i++) {
      processor.putNext(other);
      assertThat(processor.next() == other).isTrue();
      processor.putNext(other);
      assertThat(processor.ring.take() == here).isTrue();
      Scheduled swap = here;
      here = other;
      other = swap;
    }
    over.set(true);
    observer.join();
    assertThat(lied).isFalse();
  }

  private List<Scheduled> order() {
    var order = new ArrayList<Scheduled>();
    for (Scheduled g; (g = processor.next()) != null; ) {
      order.add(g);
    }
    return order;
  }
}
