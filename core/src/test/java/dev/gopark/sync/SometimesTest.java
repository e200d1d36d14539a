package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Time is moved by hand, in tenths of a second. */
class SometimesTest {
  private static final long D = 100_000_000;

  private long now = 17;

  @Test
  @DisplayName("L4 a turn that comes while the task runs waits for its end")
  void run_overlapping_waits() throws Exception {
    var sometimes = new Sometimes(3, 0, Duration.ZERO);
    var inside = new AtomicInteger();
    var runs = new AtomicInteger();
    var gate = new WaitGroup();
    gate.add(1);
    Waits.Run first =
        Waits.start(() ->
            sometimes.run(() -> {
              inside.incrementAndGet();
              gate.await();
              inside.decrementAndGet();
              runs.incrementAndGet();
            }));
    Waits.until(() -> inside.get() == 1);
    List<Waits.Run> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      others.add(
          Waits.start(() ->
              sometimes.run(() -> {
                assertThat(inside).hasValue(0);
                runs.incrementAndGet();
              })));
    }
    for (Waits.Run other : others) {
      assertThat(Waits.parked(other.thread())).startsWith("sync.Mutex.Lock on Sometimes[");
    }
    // Not its turn: it does not wait.
    sometimes.run(() -> runs.addAndGet(100));
    gate.done();
    first.join();
    for (Waits.Run other : others) {
      other.join();
    }
    assertThat(runs).hasValue(3);
  }

  @Test
  @DisplayName("L4 the interval counts from the end of a run, and does not pass during one")
  void run_interval_doesNotPassMeanwhile() {
    var sometimes = new Sometimes(0, 0, Duration.ofNanos(3 * D), () -> now);
    var runs = new AtomicInteger();
    sometimes.run(() -> {
      runs.incrementAndGet();
      now += 5 * D;
    });
    sometimes.run(runs::incrementAndGet);
    assertThat(runs).hasValue(1);
    now += 3 * D;
    sometimes.run(runs::incrementAndGet);
    assertThat(runs).hasValue(2);
  }

  @Test
  void run_byItsOwnTask_throws() {
    var sometimes = new Sometimes(0, 1, Duration.ZERO);
    assertThatThrownBy(() -> sometimes.run(() -> sometimes.run(() -> {})))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own task");
    var runs = new AtomicInteger();
    sometimes.run(runs::incrementAndGet);
    assertThat(runs).hasValue(1);
  }

  @Test
  void run_throws_countsAndIsThrown() {
    var sometimes = new Sometimes(0, 2, Duration.ZERO);
    var failure = new IOException("on purpose");
    assertThat(
            catchThrowable(() ->
                sometimes.run(() -> {
                  throw failure;
                })))
        .isInstanceOf(CompletionException.class)
        .hasCause(failure);
    var runs = new AtomicInteger();
    sometimes.run(runs::incrementAndGet);
    sometimes.run(runs::incrementAndGet);
    assertThat(runs).hasValue(1);
  }

  @Test
  @DisplayName("L4 TestSometimesZero, Max, Negative; First, Every, Interval")
  void sometimes_runsOnItsTurns() {
    assertThat(runs(new Sometimes(0, 0, Duration.ZERO), 5, 0)).isEqualTo(1);
    assertThat(runs(new Sometimes(-1, -1, Duration.ofSeconds(-1)), 5, 0)).isEqualTo(1);
    assertThat(runs(new Sometimes(3, 0, Duration.ZERO), 5, 0)).isEqualTo(3);
    assertThat(runs(new Sometimes(0, 1, Duration.ZERO), 5, 0)).isEqualTo(5);
    assertThat(runs(new Sometimes(0, 2, Duration.ZERO), 5, 0)).isEqualTo(3);
    assertThat(runs(new Sometimes(Integer.MAX_VALUE, 0, Duration.ZERO), 5, 0)).isEqualTo(5);
    assertThat(runs(new Sometimes(0, 0, Duration.ofNanos(3 * D), () -> now), 7, 1)).isEqualTo(3);
    assertThat(runs(new Sometimes(2, 3, Duration.ZERO), 7, 0)).isEqualTo(4);
  }

  private int runs(Sometimes sometimes, int calls, int tenths) {
    var runs = new AtomicInteger();
    for (int i = 0; i < calls; i++) {
      sometimes.run(runs::incrementAndGet);
      now += tenths * D;
    }
    return runs.get();
  }
}
