package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MILLENNIUM = Duration.ofDays(365_250);

  // Sleep

  @Test
  @DisplayName("T1 sleep lasts at least as long as asked, on virtual and on platform threads")
  void sleep_anyThread_isNotShort() throws Exception {
    var shortSleeps = new AtomicInteger();
    Runnable sleeps =
        () -> {
          for (int i = 0; i < 50; i++) {
            long nanos = i * 20_000L;
            long before = System.nanoTime();
            try {
              Timers.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException e) {
              shortSleeps.incrementAndGet();
            }
            if (System.nanoTime() - before < nanos) {
              shortSleeps.incrementAndGet();
            }
          }
        };
    Thread virtual = Thread.ofVirtual().start(sleeps);
    Thread platform = Thread.ofPlatform().start(sleeps);
    virtual.join();
    platform.join();
    assertThat(shortSleeps).hasValue(0);
  }

  @Test
  @DisplayName(
      "T1 zero and negative sleeps return at once; 1,000 years saturate and can be interrupted")
  void sleep_extremes() throws Exception {
    Timers.sleep(Duration.ZERO);
    Timers.sleep(Duration.ofSeconds(Long.MIN_VALUE));
    var thrown = new AtomicReference<Throwable>();
    Thread sleeper =
        Go.go(() -> {
          try {
            Timers.sleep(MILLENNIUM);
          } catch (InterruptedException e) {
            thrown.set(e);
          }
        });
    Waits.untilParked(sleeper);
    sleeper.interrupt();
    sleeper.join();
    assertThat(thrown.get())
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("sleeping for");
    assertThatThrownBy(() -> Timers.sleep(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName(
      "T2 very short sleeps of many goroutines all end: the claim decides, not who is first")
  void sleep_oneNanosecond_alwaysEnds() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      threads.add(
          Go.go(() -> {
            for (int n = 0; n < 20; n++) {
              Timers.sleep(Duration.ofNanos(1 + n * 500L));
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  // AfterFunc

  @Test
  @DisplayName("T4 the task runs in a goroutine of its own, and may arm the next one")
  void afterFunc_chain_runsInGoroutines() throws Exception {
    var done = new CountDownLatch(10);
    var threads = Collections.synchronizedSet(new java.util.HashSet<Thread>());
    chain(10, done, threads);
    done.await();
    assertThat(threads).hasSize(10).allMatch(Thread::isVirtual);
  }

  /** Counts the links by an argument: a link may run before the one that armed it has ended. */
  private static void chain(int left, CountDownLatch done, java.util.Set<Thread> threads) {
    Timers.afterFunc(
        Duration.ofMillis(left % 3),
        () -> {
          threads.add(Thread.currentThread());
          if (left > 1) {
            chain(left - 1, done, threads);
          }
          done.countDown();
        });
  }

  @Test
  @DisplayName("T5 stop is true once for a pending timer; its task never runs")
  void stop_pending_isTrueOnce() {
    var ran = new AtomicBoolean();
    TimerTask timer = Timers.afterFunc(HOUR, () -> ran.set(true));
    assertThat(timer.toString()).contains("armed");
    assertThat(timer.stop()).isTrue();
    assertThat(timer.stop()).isFalse();
    assertThat(timer.toString()).contains("not armed");
    assertThat(ran).isFalse();
  }

  @Test
  @DisplayName("T5 stop does not wait for a running task")
  void stop_running_isFalseAtOnce() throws Exception {
    var running = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    TimerTask timer =
        Timers.afterFunc(
            MILLI,
            () -> {
              running.countDown();
              end.await();
            });
    running.await();
    assertThat(timer.stop()).isFalse();
    end.countDown();
  }

  @Test
  @DisplayName("T6 reset: true when pending, false when fired or stopped; each arming runs once")
  void reset_pendingFiredStopped_answers() throws Exception {
    var runs = new AtomicInteger();
    TimerTask timer = Timers.afterFunc(HOUR, runs::incrementAndGet);
    assertThat(timer.reset(MILLI)).isTrue();
    Waits.until("it ran", () -> runs.get() == 1);
    assertThat(timer.reset(HOUR)).isFalse();
    assertThat(timer.stop()).isTrue();
    assertThat(timer.reset(Duration.ofMillis(-1))).isFalse();
    Waits.until("it ran again", () -> runs.get() == 2);
    assertThat(timer.stop()).isFalse();
  }

  @Test
  @DisplayName("T6 after a reset that came too late two runs may overlap")
  void reset_whileRunning_runsTwice() throws Exception {
    var both = new CountDownLatch(2);
    TimerTask timer =
        Timers.afterFunc(
            MILLI,
            () -> {
              both.countDown();
              both.await();
            });
    Waits.until("the first runs", () -> both.getCount() == 1);
    assertThat(timer.reset(Duration.ZERO)).isFalse();
    both.await();
  }

  @Test
  @DisplayName("T25 zero and negative delays run at once; huge ones saturate")
  void afterFunc_extremes() throws Exception {
    var ran = new CountDownLatch(2);
    assertThat(Timers.afterFunc(Duration.ZERO, ran::countDown).stop()).isFalse();
    Timers.afterFunc(Duration.ofSeconds(Long.MIN_VALUE), ran::countDown);
    ran.await();
    TimerTask far = Timers.afterFunc(MILLENNIUM, () -> {});
    assertThat(far.reset(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(far.stop()).isTrue();
    assertThatThrownBy(() -> Timers.afterFunc(null, () -> {}))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Timers.afterFunc(MILLI, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("T22 slow and throwing tasks delay no other timer")
  void afterFunc_slowAndThrowing_othersRun() throws Exception {
    var end = new CountDownLatch(1);
    var started = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      boolean quiet = i % 2 == 0;
      Timers.afterFunc(
          MILLI,
          () -> {
            started.countDown();
            if (quiet) {
              end.await();
            } else {
              Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
              throw new IllegalStateException("a task that throws");
            }
          });
    }
    started.await();
    var after = new CountDownLatch(1);
    Timers.afterFunc(MILLI, after::countDown);
    after.await();
    end.countDown();
  }

  @Test
  @DisplayName("T5 a hundred timers that are stopped never run")
  void stop_stress_neverRun() throws Exception {
    var ran = new AtomicInteger();
    var stopped = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      TimerTask timer = Timers.afterFunc(Duration.ofMillis(200), ran::incrementAndGet);
      Timers.afterFunc(
          MILLI,
          () -> {
            if (timer.stop()) {
              stopped.incrementAndGet();
            }
          });
    }
    Waits.until("all were stopped or ran", () -> stopped.get() + ran.get() == 100);
    assertThat(ran.get()).isEqualTo(100 - stopped.get());
  }

  @Test
  @DisplayName("T16 200,000 timers start in the order of their deadlines, none early")
  void afterFunc_many_noneEarly() throws Exception {
    int count = 200_000;
    var early = new AtomicInteger();
    var done = new CountDownLatch(count);
    long base = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = base + 300_000_000L + (i * 7_919L % count) * 2_000;
      Timers.afterFunc(
          Duration.ofNanos(due - System.nanoTime()),
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
  @DisplayName("T18 repeated stop and reset to the past is never lost (#47329)")
  void reset_toThePast_alwaysRuns() throws Exception {
    var runs = new AtomicInteger();
    TimerTask timer = Timers.afterFunc(HOUR, runs::incrementAndGet);
    for (int i = 1; i <= 500; i++) {
      int expected = i;
      timer.stop();
      timer.reset(HOUR);
      timer.reset(i % 2 == 0 ? Duration.ofNanos(1) : Duration.ofNanos(20_000));
      Waits.until("run " + i, () -> runs.get() == expected);
    }
  }

  // Every

  @Test
  @DisplayName("T10 a repeating task keeps its phase and skips beats that it slept through")
  void every_slowTask_skipsAndKeepsPhase() throws Exception {
    var clock = new ManualClock();
    var beats = new ArrayList<Long>();
    var start = clock.now();
    TimerTask ticker =
        clock
            .timers()
            .every(
                Duration.ofMillis(10),
                () -> beats.add(Duration.between(start, clock.now()).toMillis()));
    clock.advance(Duration.ofMillis(25));
    clock.jump(Duration.ofMillis(20));
    clock.advance(Duration.ofMillis(10));
    assertThat(beats).containsExactly(10L, 20L, 45L, 50L);
    assertThat(ticker.reset(Duration.ofMillis(3))).isTrue();
    clock.advance(Duration.ofMillis(7));
    assertThat(beats).endsWith(58L, 61L);
    assertThat(ticker.stop()).isTrue();
    assertThat(ticker.stop()).isFalse();
    clock.advance(Duration.ofMillis(100));
    assertThat(beats).hasSize(6);
    assertThat(ticker.reset(MILLI)).isFalse();
    clock.advance(MILLI);
    assertThat(beats).hasSize(7);
  }

  @Test
  void every_slowTask_neverOverlaps() throws Exception {
    var running = new AtomicInteger();
    var overlaps = new AtomicInteger();
    var runs = new CountDownLatch(5);
    TimerTask ticker =
        Timers.every(
            Duration.ofNanos(100_000),
            () -> {
              if (running.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
              }
              Timers.sleep(MILLI);
              running.decrementAndGet();
              runs.countDown();
            });
    runs.await();
    assertThat(ticker.stop()).isTrue();
    assertThat(overlaps).hasValue(0);
  }

  @Test
  void every_throwingTask_goesOn() throws Exception {
    var runs = new CountDownLatch(3);
    TimerTask ticker =
        Timers.every(
            MILLI,
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
              runs.countDown();
              throw new IllegalStateException("a beat that throws");
            });
    runs.await();
    ticker.stop();
  }

  @Test
  void every_stopFromTheTask_endsIt() throws Exception {
    var runs = new AtomicInteger();
    var self = new AtomicReference<TimerTask>();
    var stopped = new CountDownLatch(1);
    self.set(
        Timers.every(
            Duration.ofMillis(5),
            () -> {
              runs.incrementAndGet();
              Waits.until("known", () -> self.get() != null);
              self.get().stop();
              stopped.countDown();
            }));
    stopped.await();
    assertThat(self.get().stop()).isFalse();
    assertThat(runs).hasValue(1);
  }

  @Test
  @DisplayName("T9 every and its reset refuse a period that is not positive, and stay usable")
  void every_badPeriod_throws() {
    assertThatThrownBy(() -> Timers.every(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the period is PT0S, it must be positive");
    TimerTask ticker = Timers.every(HOUR, () -> {});
    assertThatThrownBy(() -> ticker.reset(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ticker.stop()).isTrue();
    assertThat(Timers.every(MILLENNIUM, () -> {}).stop()).isTrue();
  }

  @Test
  void nextBeat_anyLateness_isTheFirstAfterNow() {
    assertThat(RepeatingTimer.nextBeat(100, 10, 100)).isEqualTo(110);
    assertThat(RepeatingTimer.nextBeat(100, 10, 109)).isEqualTo(110);
    assertThat(RepeatingTimer.nextBeat(100, 10, 110)).isEqualTo(120);
    assertThat(
            RepeatingTimer.nextBeat(Long.MAX_VALUE - 5, 10, Long.MIN_VALUE + 10) - Long.MIN_VALUE)
        .isEqualTo(14);
  }

  // Memory

  @Test
  @DisplayName("T15 the task of a stopped timer is let go when enough others were stopped")
  void stop_manyTimers_tasksAreCollected() {
    List<WeakReference<Object>> payloads = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      payloads.add(armAndStop());
    }
    Waits.until(
        "most tasks were collected",
        () -> {
          System.gc();
          long alive = payloads.stream().filter(p -> p.get() != null).count();
          return alive <= 2L * (TimerShard.SLACK + TimerShard.BATCH);
        });
  }

  private static WeakReference<Object> armAndStop() {
    var payload = new byte[16];
    Timers.afterFunc(HOUR, () -> payload[0]++).stop();
    return new WeakReference<>(payload);
  }

  @Test
  @DisplayName("T8 there is no zero timer that could be stopped: they come out of factories, armed")
  void timers_always_areMadeByFactories() {
    assertThat(Timers.class.getConstructors()).isEmpty();
    assertThat(TimerTask.class).isInterface();
    TimerTask task = Timers.afterFunc(HOUR, () -> {});
    assertThat(task.stop()).isTrue();
    assertThat(task.stop()).isFalse();
  }
}
