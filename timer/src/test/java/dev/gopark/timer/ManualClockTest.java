package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = new ManualClock();
  private final TimerService timers = clock.timers();
  private final List<String> log = new ArrayList<>();

  @Test
  @DisplayName(
      "T26 the clock starts at midnight of 1 January 2000; timers of one instant fire as armed")
  void advance_sameInstant_inOrderOfArming() throws Exception {
    assertThat(clock.now()).isEqualTo("2000-01-01T00:00:00Z");
    for (String name : List.of("a", "b", "c")) {
      timers.afterFunc(Duration.ofSeconds(2), () -> log.add(name));
    }
    timers.afterFunc(Duration.ofSeconds(1), () -> log.add("first at " + clock.now()));
    clock.advance(Duration.ofSeconds(5));
    assertThat(log).containsExactly("first at 2000-01-01T00:00:01Z", "a", "b", "c");
    assertThat(clock.now()).isEqualTo("2000-01-01T00:00:05Z");
    assertThat(clock.toString()).isEqualTo("ManualClock[2000-01-01T00:00:05Z, 0 pending]");
  }

  @Test
  void advance_taskArmsAnother_firesWithinTheSameMove() throws Exception {
    timers.afterFunc(
        Duration.ofSeconds(1),
        () -> {
          log.add("one");
          timers.afterFunc(Duration.ofSeconds(1), () -> log.add("two"));
        });
    clock.advance(Duration.ofSeconds(2));
    assertThat(log).containsExactly("one", "two");
  }

  @Test
  @DisplayName("a move waits for what its tasks arm without a delay, and for what that arms")
  void advance_taskArmsWithoutDelay_isAwaited() throws Exception {
    var first = new AtomicReference<Thread>();
    var returned = new AtomicBoolean();
    var last = new AtomicBoolean();
    Thread mover = Thread.currentThread();
    TimerTask idle = timers.afterFunc(Duration.ofDays(1), () -> last.set(true));
    timers.afterFunc(
        Duration.ofSeconds(1),
        () -> {
          first.set(Thread.currentThread());
          timers.afterFunc(
              Duration.ZERO,
              () -> {
                Waits.until("the first has ended", () -> !first.get().isAlive());
                Waits.until(
                    "the move is over, or waits for this",
                    () -> returned.get() || mover.getState() == Thread.State.WAITING);
                idle.reset(Duration.ZERO);
              });
        });
    clock.advance(Duration.ofSeconds(1));
    boolean ran = last.get();
    returned.set(true);
    assertThat(ran).isTrue();
  }

  @Test
  @DisplayName("T27 goroutines that sleep are awaited and then woken by the clock")
  void sleep_isWokenByTheMove() throws Exception {
    var woken = new CountDownLatch(2);
    for (int i = 1; i <= 2; i++) {
      int hours = i;
      Go.go(() -> {
        timers.sleep(Duration.ofHours(hours));
        woken.countDown();
      });
    }
    clock.awaitPending(2);
    clock.advance(Duration.ofHours(2));
    woken.await();
    assertThat(clock.pending()).isZero();
  }

  @Test
  @DisplayName("T25 the nanosecond count may overflow")
  void advance_overflow_keepsTheOrder() throws Exception {
    var overflowing = new ManualClock(Instant.EPOCH, Long.MAX_VALUE - 5);
    for (int i = 10; i > 0; i--) {
      String name = "" + i;
      overflowing.timers().afterFunc(Duration.ofNanos(i), () -> log.add(name));
    }
    overflowing.timers().afterFunc(Duration.ofDays(365_250), () -> log.add("never"));
    overflowing.advance(Duration.ofNanos(20));
    assertThat(log).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(overflowing.now()).isEqualTo(Instant.EPOCH.plusNanos(20));
  }

  @Test
  @DisplayName("T5, T6 stop and reset answer on a clock that stands still")
  void stopAndReset_answer() throws Exception {
    TimerTask timer = timers.afterFunc(Duration.ofSeconds(1), () -> log.add("ran"));
    assertThat(timer.reset(Duration.ofSeconds(3))).isTrue();
    clock.advance(Duration.ofSeconds(2));
    assertThat(timer.stop()).isTrue();
    assertThat(timer.stop()).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(log).isEmpty();
    assertThat(timer.reset(Duration.ofSeconds(1))).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(timer.stop()).isFalse();
    assertThat(log).containsExactly("ran");
  }

  @Test
  void move_backwardsOrFromATask_isRefused() throws Exception {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time does not run back");
    var refused = new AtomicReference<Throwable>();
    timers.afterFunc(
        Duration.ofSeconds(1),
        () -> {
          try {
            clock.advance(Duration.ofSeconds(1));
          } catch (IllegalStateException e) {
            refused.set(e);
          }
        });
    clock.advance(Duration.ofSeconds(1));
    assertThat(refused.get()).hasMessageContaining("waits for its end");
  }
}
