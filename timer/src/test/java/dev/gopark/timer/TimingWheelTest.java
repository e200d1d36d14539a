package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.internal.Deadline;
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
  @DisplayName("a resolution of more than a day is a day, so that no tick overflows")
  void wheel_hugeResolution_isADay() {
    var timers = (EngineTimers) Timers.wheel(Duration.ofSeconds(Long.MAX_VALUE));
    var engine = (WheelEngine) timers.engine();
    long now = System.nanoTime();
    assertThat(engine.endOfTick(now + Deadline.MAX_NANOS) - now)
        .isBetween(Deadline.MAX_NANOS, Deadline.MAX_NANOS + Duration.ofDays(1).toNanos());
  }

  @Test
  @DisplayName("while somebody holds the wheel's lock the system's timers are not kept busy")
  void ring_wheelLocked_looksLater() {
    var engine = new WheelEngine(1_000_000);
    var fired = new AtomicInteger();
    engine.shard().lock();
    engine.start(due -> fired.incrementAndGet(), System.nanoTime());
    long tick = engine.endOfTick(engine.shard().nextDeadline());
    Waits.until(
        "it is set to later than the tick that has passed",
        () -> {
          long state = engine.driver().state();
          return state != QueuedAlarm.UNSET && state - tick > 0;
        });
    engine.shard().unlock();
    Waits.until("it fires", () -> fired.get() == 1);
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
