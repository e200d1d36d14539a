package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSharingTest {
  private final AtomicBoolean over = new AtomicBoolean();
  private Scheduler scheduler;

  private void start(int procs) {
    scheduler = Scheduler.builder().procs(procs).build();
  }

  @AfterEach
  void end() {
    over.set(true);
    ProcessorsTest.settle(scheduler);
    scheduler.close();
  }

  private void hog() {
    scheduler.go(() -> {
      while (!over.get()) {
        Thread.onSpinWait();
      }
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("G26 a ticker goes on although twice as many hogs as processors compute")
  void ticker_hogsOnAllProcessors_makesProgress(int procs) {
    start(procs);
    for (int i = 0; i < 2 * procs; i++) {
      hog();
    }
    var ticks = new AtomicInteger();
    Thread ticker =
        scheduler.go(() -> {
          while (ticks.get() < 50) {
            Thread.sleep(1);
            ticks.incrementAndGet();
          }
        });
    Await.end(ticker);
    assertThat(ticks).hasValue(50);
    assertThat(scheduler.stats().handedOff()).isGreaterThanOrEqualTo(procs);
  }

  @Test
  @DisplayName("G26 G27 loops without a call are no obstacle: another goroutine starts")
  void go_hogOnTheOnlyProcessor_runs() {
    start(1);
    hog();
    Await.end(scheduler.go(() -> {}));
    assertThat(over).as("the hog still runs").isFalse();
  }

  @Test
  @DisplayName("G23 TestYieldProgress: who yields in a loop lets others go on")
  void yieldLoop_onOneProcessor_letsOthersRun() {
    start(1);
    var begun = new AtomicBoolean();
    Thread loop =
        scheduler.go(() -> {
          begun.set(true);
          while (!over.get()) {
            Go.gosched();
          }
        });
    Await.until("it runs", begun::get);
    Await.end(scheduler.go(() -> Go.go(() -> over.set(true))));
    Await.end(loop);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  @DisplayName(
      "TestGoroutineParallelism: goroutines that wait for each other in a busy loop all run")
  void busyToken_fourGoroutines_goesRound(int procs) {
    // Go needs as many processors as goroutines for this; here a slice is enough.
    start(procs);
    var token = new AtomicInteger();
    int rounds = 3;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int me = i;
      threads.add(
          scheduler.go(() -> {
            for (int round = 0; round < rounds; round++) {
              while (token.get() != 4 * round + me) {
                Thread.onSpinWait();
              }
              token.incrementAndGet();
            }
          }));
    }
    threads.forEach(Await::end);
    assertThat(token).hasValue(4 * rounds);
  }

  @Test
  @DisplayName("TestGoroutineParallelism2: the same with nested starts")
  void busyToken_nestedStarts_goesRound() {
    start(2);
    var token = new AtomicInteger();
    var done = new CountDownLatch(4);
    scheduler.go(() -> nested(0, token, done));
    Await.until("all have had it", () -> done.getCount() == 0);
  }

  private static void nested(int me, AtomicInteger token, CountDownLatch done) {
    if (me < 3) {
      Go.go(() -> nested(me + 1, token, done));
    }
    for (int round = 0; round < 3; round++) {
      while (token.get() != 4 * round + me) {
        Thread.onSpinWait();
      }
      token.incrementAndGet();
    }
    done.countDown();
  }

  @Test
  @DisplayName("G17 TestTimerFairness: a timer fires although a pair keeps the only processor busy")
  void timer_pairKeepsTheProcessorBusy_fires() {
    start(1);
    var counter = new AtomicLong();
    pair(1, counter);
    Await.until("the pair runs", () -> counter.get() > 1_000);
    Await.end(scheduler.go(() -> Thread.sleep(20)));
    long then = counter.get();
    Await.until("the pair goes on", () -> counter.get() > then);
  }

  @Test
  @DisplayName(
      "G13 TestPingPongHog: a pair that works much at each turn and one that works little share")
  void pingPongHog_twoPairs_getComparableShares() {
    start(1);
    var hog = new AtomicLong();
    var light = new AtomicLong();
    // Long turns against short ones; both are long against a switch.
    pair(100_000, hog);
    pair(1_000, light);
    // Waited for: until sysmon has had a processor once, whoever was first has all.
    Await.until(
        "some slices are over, and shares are comparable",
        () -> {
          long hogs = hog.get();
          long lights = light.get();
          return hogs + lights > 40_000_000 && hogs < 20 * lights && lights < 20 * hogs;
        });
  }

  /** Two goroutines that hand a turn to each other, and do some work at each. */
  private void pair(int work, AtomicLong counter) {
    var threads = new Thread[2];
    var ready = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      Thread[] other = threads;
      int next = 1 - i;
      threads[i] =
          scheduler.go(() -> {
            ready.await();
            while (!over.get()) {
              for (int k = 0; k < work; k++) {
                counter.incrementAndGet();
              }
              LockSupport.unpark(other[next]);
              LockSupport.park();
            }
            LockSupport.unpark(other[next]);
          });
    }
    ready.countDown();
  }

  @Test
  @DisplayName("G25 a goroutine blocked in a native file read does not stop the only processor")
  void fileRead_onTheOnlyProcessor_othersRun() throws Exception {
    start(1);
    try (var fifo = new Fifo()) {
      var read = new AtomicInteger();
      Thread reader = scheduler.go(() -> read.set(fifo.read()));
      var ticks = new AtomicInteger();
      Thread ticker =
          scheduler.go(() -> {
            while (ticks.incrementAndGet() < 20) {
              Thread.yield();
              LockSupport.parkNanos(100_000);
            }
          });
      Await.end(ticker);
      assertThat(read).hasValue(0);
      assertThat(scheduler.stats().handedOff()).isPositive();
      fifo.feed(7);
      Await.end(reader);
      assertThat(read).hasValue(7);
    }
  }

  @Test
  @DisplayName("G25 a feeder that its blocked reader has readied runs")
  void fileRead_feederReadiedByTheReader_runs() throws Exception {
    start(1);
    try (var fifo = new Fifo()) {
      for (int i = 0; i < 10; i++) {
        var read = new AtomicInteger();
        int value = i;
        Thread feeder =
            scheduler.go(() -> {
              LockSupport.park();
              fifo.feed(value);
            });
        Await.parked(feeder);
        Thread reader =
            scheduler.go(() -> {
              LockSupport.unpark(feeder);
              read.set(fifo.read());
            });
        Await.end(reader);
        Await.end(feeder);
        assertThat(read).hasValue(i);
      }
    }
  }

  @Test
  @DisplayName("TestPreemptionAfterSyscall: all of eight get a turn while the others hold on")
  void blockedAndComputing_eightOnTwoProcessors_allGetATurn() {
    start(2);
    var turns = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      scheduler.go(() -> {
        turns.countDown();
        while (!over.get()) {
          Thread.onSpinWait();
        }
      });
    }
    Await.until("all have had one", () -> turns.getCount() == 0);
  }

  @Test
  void timeSlice_short_handsOffSoon() {
    scheduler = Scheduler.builder().procs(1).timeSlice(Duration.ofNanos(1)).build();
    hog();
    hog();
    Await.end(scheduler.go(() -> {}));
  }

  @Test
  void spareMachines_manyHogsEnd_waitForTheNext() {
    start(1);
    for (int i = 0; i < 5; i++) {
      hog();
    }
    Await.until("all run", () -> scheduler.stats().handedOff() >= 5);
    over.set(true);
    ProcessorsTest.settle(scheduler);
    SchedulerStats stats = scheduler.stats();
    assertThat(stats.machines()).isEqualTo(stats.spareMachines() + 1);
    assertThat(stats.spareMachines()).isPositive();
    int before = stats.machines();
    over.set(false);
    hog();
    Await.until("it is handed off", () -> scheduler.stats().handedOff() > stats.handedOff());
    assertThat(scheduler.stats().machines()).as("a spare one was taken").isEqualTo(before);
  }
}
