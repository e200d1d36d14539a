package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.internal.EventSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimingWheelTest extends TimerQueueContract {
  private static final long RESOLUTION = 1_000;

  @Override
  TimerQueue queue(long now) {
    return new TimingWheel(RESOLUTION, now);
  }

  @Override
  long precision() {
    return RESOLUTION;
  }

  @Test
  void next_oneFarTimer_isItsOwnTickAndNoCascade() {
    var wheel = new TimingWheel(RESOLUTION, 0);
    long key = Duration.ofHours(1).toNanos() + 1;
    wheel.add(key, alarm());
    assertThat(wheel.next()).isEqualTo(Duration.ofHours(1).toNanos() + RESOLUTION);
    assertThat(wheel.pollDue(key)).isNull();
    assertThat(wheel.next()).isEqualTo(Duration.ofHours(1).toNanos() + RESOLUTION);
    assertThat(wheel.pollDue(wheel.next())).isNotNull();
    assertThat(wheel.next()).isEqualTo(EventSource.NONE);
  }

  @Test
  void add_inThePast_isDueAtOnce() {
    var wheel = new TimingWheel(RESOLUTION, 0);
    assertThat(wheel.pollDue(50_000)).isNull();
    wheel.add(10, alarm());
    assertThat(wheel.next()).isLessThanOrEqualTo(50_000);
    assertThat(wheel.pollDue(50_000)).isNotNull();
  }

  @Test
  void wheel_badResolution_throws() {
    assertThatThrownBy(() -> Timers.wheel(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("microsecond");
    assertThatThrownBy(() -> Timers.wheel(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void afterFunc_onTheWheel_firesNotEarly() throws Exception {
    TimerService wheel = Timers.wheel(Duration.ofMillis(5));
    int count = 200;
    var early = new AtomicInteger();
    var done = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Duration d = Duration.ofMillis(i % 40);
      long due = System.nanoTime() + d.toNanos();
      wheel.afterFunc(
          d,
          () -> {
            if (System.nanoTime() - due < 0) {
              early.incrementAndGet();
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(early).hasValue(0);
  }

  @Test
  void everyAndSleep_onTheWheel_work() throws Exception {
    TimerService wheel = Timers.wheel(Duration.ofMillis(1));
    var beats = new CountDownLatch(3);
    TimerTask ticker = wheel.every(Duration.ofMillis(2), beats::countDown);
    beats.await();
    assertThat(ticker.stop()).isTrue();
    assertThat(ticker.stop()).isFalse();
    long before = System.nanoTime();
    wheel.sleep(Duration.ofMillis(3));
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(3_000_000);
    assertThat(wheel).hasToString("Timers.wheel(PT0.001S)");
  }

  @Test
  void stopped_manyTimers_areSweptOrDroppedInTheNursery() {
    var engine = new WheelEngine(1_000_000);
    TimerService wheel = new EngineTimers(engine, "wheel");
    for (int i = 0; i < 100_000; i++) {
      wheel.afterFunc(Duration.ofHours(1), () -> {}).stop();
    }
    assertThat(engine.shard().queued()).isLessThan(2 * TimerShard.SLACK);
    engine.shard().checkInvariants();
  }

  @Test
  @DisplayName("T23 an empty wheel asks for no wake-up, before its first timer and after the last")
  void wheel_empty_asksForNoWakeUp() throws Exception {
    var engine = new WheelEngine(1_000_000);
    assertThat(engine.shard().nextDeadline()).isEqualTo(EventSource.NONE);
    var fired = new CountDownLatch(2);
    TimerService wheel = new EngineTimers(engine, "wheel");
    wheel.afterFunc(Duration.ofMillis(1), fired::countDown);
    wheel.afterFunc(Duration.ofMillis(70), fired::countDown);
    fired.await();
    Waits.until("nothing is due", () -> engine.shard().nextDeadline() == EventSource.NONE);
  }
}
