package dev.gopark.sync;

import static dev.gopark.testing.Schedules.search;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.timer.Timers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The protocols of sync, production code, under the schedules of a simulation. */
class SyncSimulationTest {
  private static final Duration MS = Duration.ofMillis(1);

  @Test
  void mutex_lockTimedLockAndInterrupt_excludeEachOther() {
    search(() -> {
      var m = new Mutex();
      var wg = new WaitGroup();
      int[] inside = {0};
      int[] entered = {0};
      wg.go(() -> {
        for (int i = 0; i < 2; i++) {
          m.lock();
          enter(inside, entered);
          m.unlock();
        }
      });
      wg.go(() -> {
        if (m.tryLock(MS)) {
          enter(inside, entered);
          m.unlock();
        }
      });
      Thread cut =
          Go.go(() -> {
            try {
              m.lock();
            } catch (InterruptedException e) {
              return;
            }
            enter(inside, entered);
            m.unlock();
          });
      Go.go(cut::interrupt);
      wg.await();
      cut.join();
      assertThat(m.tryLock()).isTrue();
      assertThat(entered[0]).isBetween(3, 4);
    });
  }

  private static void enter(int[] inside, int[] entered) {
    assertThat(++inside[0]).isEqualTo(1);
    Go.gosched();
    entered[0]++;
    inside[0]--;
  }

  @Test
  void rwMutex_readersAndWriters_excludeEachOther() {
    search(() -> {
      var m = new RWMutex();
      var wg = new WaitGroup();
      int[] readers = {0};
      int[] writers = {0};
      for (int i = 0; i < 2; i++) {
        wg.go(() -> {
          m.lock();
          writers[0]++;
          Go.gosched();
          assertThat(writers[0]).isEqualTo(1);
          assertThat(readers[0]).isZero();
          writers[0]--;
          m.unlock();
        });
        wg.go(() -> {
          m.rLock();
          readers[0]++;
          Go.gosched();
          assertThat(writers[0]).isZero();
          readers[0]--;
          m.rUnlock();
        });
      }
      wg.await();
      assertThat(m.tryLock()).isTrue();
    });
  }

  @Test
  void cond_signals_wakeAsManyAsWait() {
    search(() -> {
      var m = new Mutex();
      var cond = new Cond(m);
      var wg = new WaitGroup();
      int[] items = {0};
      for (int i = 0; i < 2; i++) {
        wg.go(() -> {
          m.lock();
          while (items[0] == 0) {
            cond.await();
          }
          items[0]--;
          m.unlock();
        });
      }
      wg.go(() -> {
        for (int i = 0; i < 2; i++) {
          m.lock();
          items[0]++;
          m.unlock();
          cond.signal();
        }
      });
      wg.await();
      assertThat(items[0]).isZero();
    });
  }

  @Test
  void semaphore_timedAndInterruptedWaits_permitsAreConserved() {
    search(() -> {
      var s = new Semaphore(2);
      var wg = new WaitGroup();
      int[] used = {0};
      for (int i = 1; i <= 2; i++) {
        int n = i;
        wg.go(() -> {
          s.acquire(n);
          used[0] += n;
          Go.gosched();
          assertThat(used[0]).isLessThanOrEqualTo(2);
          used[0] -= n;
          s.release(n);
        });
      }
      wg.go(() -> {
        if (s.tryAcquire(2, MS)) {
          s.release(2);
        }
      });
      Thread cut =
          Go.go(() -> {
            try {
              s.acquire(2);
              s.release(2);
            } catch (InterruptedException e) {
              assertThat(used[0]).isLessThanOrEqualTo(2);
            }
          });
      Go.go(cut::interrupt);
      wg.await();
      cut.join();
      assertThat(s.tryAcquire(2)).isTrue();
    });
  }

  @Test
  void once_secondCallersWaitForTheFirst() {
    search(() -> {
      var once = new Once();
      var wg = new WaitGroup();
      int[] ran = {0};
      for (int i = 0; i < 3; i++) {
        wg.go(() -> {
          once.run(() -> {
            Timers.sleep(MS);
            ran[0]++;
          });
          assertThat(ran[0]).isEqualTo(1);
        });
      }
      wg.await();
    });
  }

  @Test
  void singleFlight_joinersGetTheLeadersAnswer() {
    search(() -> {
      var flight = new SingleFlight<String, Integer>();
      var wg = new WaitGroup();
      int[] calls = {0};
      for (int i = 0; i < 3; i++) {
        wg.go(() -> {
          int before = calls[0];
          int got =
              flight.run(
                  "k",
                  () -> {
                    Timers.sleep(MS);
                    return ++calls[0];
                  });
          assertThat(got).isGreaterThan(before);
        });
      }
      wg.await();
      assertThat(calls[0]).isBetween(1, 3);
    });
  }

  @Test
  void syncMap_loadOrStore_oneWins() {
    search(() -> {
      var map = new SyncMap<String, Integer>();
      var wg = new WaitGroup();
      int[] stored = {0};
      for (int i = 1; i <= 3; i++) {
        int n = i;
        wg.go(() -> {
          Loaded<Integer> loaded = map.loadOrStore("k", n);
          if (!loaded.loaded()) {
            stored[0]++;
            assertThat(map.compareAndSwap("k", n, -n)).isTrue();
          }
        });
      }
      wg.await();
      assertThat(stored[0]).isEqualTo(1);
      assertThat(map.load("k")).isNegative();
    });
  }

  @Test
  void waitGroup_timedAwaitAgainstTheLastDone_bothAgree() {
    Set<Boolean> seen = new HashSet<>();
    search(() -> {
      var wg = new WaitGroup();
      wg.add(2);
      for (int i = 0; i < 2; i++) {
        Go.go(() -> {
          Timers.sleep(MS);
          wg.done();
        });
      }
      boolean done = wg.await(MS);
      wg.await();
      assertThat(wg.await(Duration.ZERO)).isTrue();
      seen.add(done);
    });
    assertThat(seen).contains(true, false);
  }

  @Test
  void rateLimiter_concurrentReservations_noTokenTwice() {
    search(() -> {
      var limiter = new RateLimiter(1000, 1);
      var wg = new WaitGroup();
      int[] passed = {0};
      for (int i = 0; i < 3; i++) {
        wg.go(() -> {
          limiter.await(1);
          passed[0]++;
        });
      }
      Timers.sleep(Duration.ofMillis(1).plusNanos(500_000));
      assertThat(passed[0]).isLessThanOrEqualTo(2);
      wg.await();
    });
  }
}
