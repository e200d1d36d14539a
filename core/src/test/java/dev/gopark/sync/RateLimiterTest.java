package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Time is moved by hand, in tenths of a second: d = 100 ms, as in Go's tests. */
class RateLimiterTest {
  private static final long D = 100_000_000;
  private static final long MAX = Long.MAX_VALUE / 2 / D * D;

  private long now = 17;

  private RateLimiter limiter(double perSecond, int burst) {
    return new RateLimiter(perSecond, burst, () -> now, nanos -> now += nanos);
  }

  private void at(long tenths) {
    now = 17 + tenths * D;
  }

  private static void assertDelay(RateLimiter.Reservation reservation, double tenths) {
    assertThat(reservation.ok()).isTrue();
    assertThat((double) reservation.delay().toNanos()).isCloseTo(tenths * D, within(2.0));
  }

  @Test
  @DisplayName("L1 TestEvery")
  void every_isTheRate() {
    assertThat(RateLimiter.every(Duration.ofMillis(100))).isEqualTo(10);
    assertThat(RateLimiter.every(Duration.ofSeconds(4))).isEqualTo(0.25);
    assertThat(RateLimiter.every(Duration.ZERO)).isEqualTo(RateLimiter.UNLIMITED);
    assertThat(RateLimiter.every(Duration.ofSeconds(-1))).isEqualTo(RateLimiter.UNLIMITED);
  }

  @Test
  @DisplayName("L1 TestLimit: nonsense is refused")
  void nonsense_isRefused() {
    assertThatThrownBy(() -> limiter(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limiter(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limiter(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limiter(1, 1).allow(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("L2 TestLimiterBurst1")
  void allow_burst1() {
    RateLimiter limiter = limiter(10, 1);
    assertThat(limiter.allow()).isTrue();
    assertThat(limiter.allow()).isFalse();
    assertThat(limiter.allow()).isFalse();
    at(1);
    assertThat(limiter.allow()).isTrue();
    assertThat(limiter.allow()).isFalse();
    at(2);
    assertThat(limiter.allow(2)).isFalse();
    assertThat(limiter.allow(1)).isTrue();
    assertThat(limiter.allow(1)).isFalse();
  }

  @Test
  @DisplayName("L2 TestLimiterBurst3")
  void allow_burst3() {
    RateLimiter limiter = limiter(10, 3);
    assertThat(limiter.allow(2)).isTrue();
    assertThat(limiter.allow(2)).isFalse();
    assertThat(limiter.allow(1)).isTrue();
    assertThat(limiter.allow(1)).isFalse();
    at(1);
    assertThat(limiter.allow(4)).isFalse();
    assertThat(limiter.allow(1)).isTrue();
    at(3);
    assertThat(limiter.allow(2)).isTrue();
    at(30);
    assertThat(limiter.allow(4)).isFalse();
    assertThat(limiter.allow(3)).isTrue();
    assertThat(limiter.allow(1)).isFalse();
  }

  @Test
  @DisplayName("L3 TestLimiterJumpBackwards: grants what is there, and lets nothing flow in twice")
  void allow_clockGoesBack() {
    at(1);
    RateLimiter limiter = limiter(10, 3);
    assertThat(limiter.allow()).isTrue();
    at(0);
    assertThat(limiter.allow()).isTrue();
    assertThat(limiter.allow()).isTrue();
    assertThat(limiter.allow()).isFalse();
    // What flows in from 0 to 1 has been there at 1 already: Go gives it a second time.
    at(1);
    assertThat(limiter.allow()).isFalse();
    at(2);
    assertThat(limiter.allow()).isTrue();
    assertThat(limiter.allow()).isFalse();
  }

  @Test
  @DisplayName("L2 looks that are late by the time they are used: no more than the due inflow")
  void reserve_lateClock_neverExceeds() {
    RateLimiter limiter = limiter(10, 1);
    for (int i = 0; i < 100; i++) {
      at(i % 2 == 0 ? 10 : 0);
      limiter.allow();
      limiter.reserve();
    }
    at(10);
    // 1 at first and 10 in a second, of which 100 reservations have taken theirs.
    assertThat(limiter.tokens()).isLessThanOrEqualTo(11 - 100 + 1e-6);
  }

  @Test
  @DisplayName("L2 reserve by many threads: at each instant no more than the bucket and the inflow")
  void reserve_byMany_neverExceeds() throws Exception {
    int rate = 1_000_000;
    int burst = 10;
    long start = System.nanoTime();
    var limiter = new RateLimiter(rate, burst);
    var acts = new ConcurrentLinkedQueue<Long>();
    Waits.together(
        16,
        () -> {
          for (int i = 0; i < 2_000; i++) {
            RateLimiter.Reservation reservation = limiter.reserve();
            // The clock is read after the delay, so the sum is not before the instant that is
            // meant.
            long delay = reservation.delay().toNanos();
            acts.add(System.nanoTime() + delay);
          }
        });
    long[] sorted = acts.stream().mapToLong(Long::longValue).sorted().toArray();
    for (int i = 0; i < sorted.length; i++) {
      double due = burst + (sorted[i] - start) / 1e9 * rate;
      assertThat(i + 1.0).as("the %d-th", i).isLessThanOrEqualTo(due + 1);
    }
  }

  @Test
  @DisplayName("L1 TestLimiter_noTruncationErrors")
  void allow_oddRate() {
    assertThat(limiter(0.7692307692307693, 1).allow()).isTrue();
  }

  @Test
  @DisplayName("L2 TestSimultaneousRequests: no more pass than the bucket holds")
  void allow_byMany_neverExceeds() throws Exception {
    RateLimiter limiter = limiter(1, 5);
    var passed = new AtomicInteger();
    Waits.together(
        15,
        () -> {
          if (limiter.allow()) {
            passed.incrementAndGet();
          }
        });
    assertThat(passed).hasValue(5);
  }

  @Test
  @DisplayName("L1 TestLongRunningQPS: over a long time the rate is met")
  void allow_longRun_meetsTheRate() {
    RateLimiter limiter = limiter(100, 100);
    int passed = 0;
    for (int i = 0; i < 5_000; i++) {
      now += 2_000_000;
      if (limiter.allow()) {
        passed++;
      }
    }
    assertThat(passed).isBetween(1_099, 1_101);
  }

  @Test
  @DisplayName("L2 TestSimpleReserve, TestMix")
  void reserve_mixed() {
    RateLimiter limiter = limiter(10, 2);
    assertDelay(limiter.reserve(2), 0);
    assertDelay(limiter.reserve(2), 2);
    at(3);
    assertDelay(limiter.reserve(2), 1);

    at(0);
    RateLimiter mixed = limiter(10, 2);
    assertThat(mixed.reserve(3).ok()).isFalse();
    assertThat(mixed.reserve(3).delay()).isGreaterThan(Duration.ofDays(100_000));
    assertDelay(mixed.reserve(2), 0);
    assertDelay(mixed.reserve(2), 2);
    at(1);
    assertThat(mixed.reserve(3).ok()).isFalse();
    assertThat(mixed.allow()).isFalse();
  }

  @Test
  @DisplayName("L2 TestCancelInvalid, CancelLast, CancelTooLate, Cancel0Tokens")
  void cancel_givesBack_ifNotTooLate() {
    RateLimiter limiter = limiter(10, 2);
    assertDelay(limiter.reserve(2), 0);
    RateLimiter.Reservation refused = limiter.reserve(3);
    refused.cancel();
    assertDelay(limiter.reserve(2), 2);

    at(0);
    RateLimiter last = limiter(10, 2);
    assertDelay(last.reserve(2), 0);
    RateLimiter.Reservation second = last.reserve(2);
    assertDelay(second, 2);
    at(1);
    second.cancel();
    second.cancel();
    assertDelay(last.reserve(2), 1);

    at(0);
    RateLimiter late = limiter(10, 2);
    assertDelay(late.reserve(2), 0);
    RateLimiter.Reservation past = late.reserve(2);
    at(3);
    past.cancel();
    assertDelay(late.reserve(2), 1);

    at(0);
    RateLimiter zero = limiter(10, 2);
    assertDelay(zero.reserve(2), 0);
    RateLimiter.Reservation early = zero.reserve(1);
    assertDelay(early, 1);
    assertDelay(zero.reserve(1), 2);
    early.cancel();
    assertDelay(zero.reserve(1), 3);
  }

  @Test
  @DisplayName("L2 TestCancel1Token, CancelMulti: less what was reserved since")
  void cancel_givesBack_whatNobodyCountsOn() {
    RateLimiter one = limiter(10, 2);
    assertDelay(one.reserve(2), 0);
    RateLimiter.Reservation second = one.reserve(2);
    assertDelay(second, 2);
    assertDelay(one.reserve(1), 3);
    at(2);
    second.cancel();
    assertDelay(one.reserve(2), 2);

    at(0);
    RateLimiter multi = limiter(10, 4);
    assertDelay(multi.reserve(4), 0);
    RateLimiter.Reservation a = multi.reserve(3);
    assertDelay(a, 3);
    assertDelay(multi.reserve(1), 4);
    RateLimiter.Reservation c = multi.reserve(1);
    assertDelay(c, 5);
    at(1);
    c.cancel();
    a.cancel();
    assertDelay(multi.reserve(3), 4);
  }

  @Test
  @DisplayName("L3 TestReserveJumpBack, JumpBackCancel")
  void reserve_clockGoesBack() {
    at(1);
    RateLimiter limiter = limiter(10, 2);
    assertDelay(limiter.reserve(2), 0);
    at(0);
    // The bucket is empty as of 1; Go answers 1, and lets three pass at once then.
    assertDelay(limiter.reserve(1), 2);
    at(1);
    RateLimiter.Reservation reservation = limiter.reserve(2);
    assertThat(reservation.ok()).isTrue();
    at(0);
    reservation.cancel();
    assertThat(limiter.tokens()).isBetween(-2.1, 0.1);
  }

  @Test
  @DisplayName("L3 TestReserveSetLimit, SetBurst, SetLimitCancel")
  void settings_change() {
    RateLimiter limiter = limiter(5, 2);
    assertDelay(limiter.reserve(2), 0);
    assertDelay(limiter.reserve(2), 4);
    at(2);
    limiter.rate(10);
    assertThat(limiter.rate()).isEqualTo(10);
    assertDelay(limiter.reserve(2), 3);

    at(0);
    RateLimiter burst = limiter(10, 2);
    assertDelay(burst.reserve(2), 0);
    assertDelay(burst.reserve(2), 2);
    at(1);
    burst.burst(4);
    assertThat(burst.burst()).isEqualTo(4);
    assertDelay(burst.reserve(4), 5);

    at(0);
    RateLimiter cancelled = limiter(5, 2);
    assertDelay(cancelled.reserve(2), 0);
    RateLimiter.Reservation reservation = cancelled.reserve(2);
    assertDelay(reservation, 4);
    at(2);
    cancelled.rate(10);
    reservation.cancel();
    assertDelay(cancelled.reserve(2), 1);
  }

  @Test
  @DisplayName("L2 TestWaitSimple, WaitTimeout, ReserveMax: never waits for what comes too late")
  void await_waits() throws Exception {
    RateLimiter limiter = limiter(10, 3);
    limiter.await();
    limiter.await(2);
    assertThat(now).isEqualTo(17);
    assertThat(limiter.tryAwait(3, Duration.ofMillis(299))).isFalse();
    assertThat(now).isEqualTo(17);
    assertThat(limiter.tryAwait(3, Duration.ofMillis(300))).isTrue();
    assertThat(now).isEqualTo(17 + 3 * D);
    assertThatThrownBy(() -> limiter.await(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("burst");
    limiter.await();
    assertThat(now).isEqualTo(17 + 4 * D);
  }

  @Test
  @DisplayName("L2 TestWaitCancel: an interrupted wait gives its tokens back")
  void await_interrupted_givesBack() throws Exception {
    var limiter =
        new RateLimiter(
            10,
            2,
            () -> now,
            nanos -> {
              throw new InterruptedException("on purpose");
            });
    limiter.await(2);
    assertThatThrownBy(() -> limiter.await(2)).isInstanceOf(InterruptedException.class);
    assertDelay(limiter.reserve(1), 1);
  }

  @Test
  @DisplayName("L1 TestWaitInf: an unlimited rate ignores the burst")
  void unlimited_ignoresTheBurst() throws Exception {
    RateLimiter limiter = limiter(RateLimiter.UNLIMITED, 0);
    limiter.await(1000);
    assertThat(limiter.allow(1000)).isTrue();
    assertDelay(limiter.reserve(1000), 0);
    assertThat(now).isEqualTo(17);
  }

  @Test
  @DisplayName("L1 TestZeroLimit, SetAfterZeroLimit: the first bucket and no more")
  void zeroRate_neverFills() {
    RateLimiter limiter = limiter(0, 1);
    assertThat(limiter.allow()).isTrue();
    now += MAX;
    assertThat(limiter.allow()).isFalse();
    limiter.rate(10);
    assertThat(limiter.allow()).isFalse();
    now += D;
    assertThat(limiter.allow()).isTrue();
  }

  @Test
  @DisplayName("L1 TestZeroLimit: nothing is taken from a future that does not come")
  void zeroRate_grantsNothing() throws Exception {
    RateLimiter limiter = limiter(0, 2);
    limiter.await(2);
    assertThat(limiter.reserve().ok()).isFalse();
    assertThat(limiter.tryAwait(1, Duration.ofSeconds(Long.MAX_VALUE))).isFalse();
    assertThat(limiter.tokens()).isZero();
    limiter.rate(10);
    assertDelay(limiter.reserve(), 1);
  }

  @Test
  @DisplayName("L1 TestZeroLimit: who awaits goes on when the rate is raised, or is interrupted")
  void zeroRate_awaits_untilItIsRaised() throws Exception {
    var limiter = new RateLimiter(0, 1);
    limiter.await();
    Waits.Run goesOn = Waits.start(limiter::await);
    Waits.Run interrupted = Waits.startVirtual(limiter::await);
    Waits.until(() -> limiter.pausedSize() == 2);
    assertThat(Waits.parked(goesOn.thread())).startsWith("sleep on RateLimiter[0.0 a second");
    interrupted.thread().interrupt();
    assertThatThrownBy(interrupted::join).hasCauseInstanceOf(InterruptedException.class);
    limiter.rate(0);
    Waits.until(() -> limiter.pausedSize() == 1);
    assertThat(goesOn.isDone()).isFalse();
    limiter.rate(1_000);
    goesOn.join();
    assertThat(limiter.pausedSize()).isZero();
  }

  @Test
  @DisplayName("L1 L2 the forms with a given instant, by a clock of the caller's")
  void givenInstants() {
    Instant start = Instant.parse("2001-02-03T04:05:06Z");
    var limiter = new RateLimiter(10, 2);
    assertThat(limiter.allowAt(start, 2)).isTrue();
    assertThat(limiter.allowAt(start, 1)).isFalse();
    assertThat(limiter.tokensAt(start.plusMillis(50))).isCloseTo(0.5, within(1e-6));
    RateLimiter.Reservation reservation = limiter.reserveAt(start.plusMillis(50), 2);
    assertThat(reservation.ok()).isTrue();
    assertThat(reservation.delayFrom(start.plusMillis(50)).toNanos())
        .isCloseTo(150_000_000, within(2L));
    assertThat(reservation.delayFrom(start.plusMillis(250))).isZero();
    reservation.cancelAt(start.plusMillis(100));
    assertThat(limiter.tokensAt(start.plusMillis(100))).isCloseTo(1, within(1e-6));
    limiter.rateAt(start.plusMillis(100), 1);
    limiter.burstAt(start.plusMillis(100), 5);
    assertThat(limiter.tokensAt(start.plusMillis(1_100))).isCloseTo(2, within(1e-6));
    assertThat(limiter.reserveAt(start.plusSeconds(100), 6).ok()).isFalse();
    assertThat(limiter.reserveAt(start.plusSeconds(100), 6).delayFrom(start))
        .isGreaterThan(Duration.ofDays(100_000));
  }

  @Test
  @DisplayName("L2 given instants and the clock's own agree")
  void givenInstants_andNow() {
    var limiter = new RateLimiter(0.001, 2);
    assertThat(limiter.allow(2)).isTrue();
    assertThat(limiter.allowAt(Instant.now(), 1)).isFalse();
    assertThat(limiter.allowAt(Instant.now().plusSeconds(1_100), 1)).isTrue();
    assertThat(limiter.allow()).isFalse();
    assertThat(limiter.reserveAt(Instant.MAX, 1).ok()).isTrue();
    assertThat(limiter.reserveAt(Instant.MIN, 1).ok()).isTrue();
  }

  @Test
  @DisplayName("L1 TestTinyLimit: a tiny rate waits long and does not overflow")
  void tinyRate_doesNotOverflow() {
    RateLimiter limiter = limiter(1e-10, 1);
    assertThat(limiter.reserve().delay()).isZero();
    assertThat(limiter.reserve().delay()).isGreaterThan(Duration.ofDays(365 * 100));
  }

  @Test
  void await_realTime_waitsAndCanBeInterrupted() throws Exception {
    var limiter = new RateLimiter(1000, 1);
    long start = System.nanoTime();
    limiter.await();
    limiter.await();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000);
    var slow = new RateLimiter(0.001, 1);
    slow.await();
    Waits.Run waiter = Waits.start(slow::await);
    assertThat(Waits.parked(waiter.thread())).startsWith("sleep on RateLimiter[");
    waiter.thread().interrupt();
    assertThatThrownBy(waiter::join).hasCauseInstanceOf(InterruptedException.class);
    assertThat(slow.tokens()).isCloseTo(0, within(0.1));
  }
}
