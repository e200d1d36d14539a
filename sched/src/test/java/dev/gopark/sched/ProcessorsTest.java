package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  @Test
  void resize_upAndDown_countsAndRuns() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      for (int procs : new int[] {4, 2, 7, 1, 1, 3}) {
        scheduler.procs(procs);
        assertThat(scheduler.procs()).isEqualTo(procs);
        assertThat(scheduler.stats().perProc()).hasSize(procs);
        SchedulerTest.runAll(scheduler, 50, Thread::yield);
        settle(scheduler);
      }
    }
  }

  @Test
  @DisplayName("TestStopTheWorldDeadlock: the number of processors changes under endless spawning")
  void resize_underLoad_losesNothing() {
    var random = new SplittableRandom(TestSeed.next());
    try (Scheduler scheduler = Scheduler.builder().procs(2).ringSize(4).build()) {
      var over = new AtomicBoolean();
      var started = new AtomicInteger();
      var ended = new AtomicInteger();
      for (int i = 0; i < 4; i++) {
        scheduler.go(() -> spawn(over, started, ended));
      }
      for (int round = 0; round < 300; round++) {
        scheduler.procs(1 + random.nextInt(6));
        int seen = ended.get();
        Await.until("goroutines go on", () -> ended.get() > seen);
      }
      over.set(true);
      Await.until("all have ended", () -> scheduler.stats().goroutines() == 0);
      assertThat(ended.get()).isEqualTo(started.get());
      settle(scheduler);
    }
  }

  @Test
  @DisplayName("Beside goroutines that wake each other all the time; hung within 40,000 changes")
  void resize_againAndAgainBesideRunningGoroutines_returns() {
    var random = new SplittableRandom(TestSeed.next());
    try (Scheduler scheduler = Scheduler.builder().procs(2).build()) {
      var over = new AtomicBoolean();
      var turns = new AtomicInteger();
      for (int i = 0; i < 4; i++) {
        scheduler.go(() -> {
          while (!over.get()) {
            turns.incrementAndGet();
            LockSupport.parkNanos(1);
            Thread.yield();
          }
        });
      }
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      for (int change = 0; change < 10_000 && System.nanoTime() - end < 0; change++) {
        scheduler.procs(1 + random.nextInt(3));
      }
      int seen = turns.get();
      Await.until("they go on", () -> turns.get() > seen + 100);
      over.set(true);
      Await.until("all have ended", () -> scheduler.stats().goroutines() == 0);
      settle(scheduler);
    }
  }

  /** Each starts the next: Go's endless spawning. */
  private static void spawn(AtomicBoolean over, AtomicInteger started, AtomicInteger ended) {
    started.incrementAndGet();
    if (!over.get()) {
      Thread.yield();
      Go.go(() -> spawn(over, started, ended));
    }
    ended.incrementAndGet();
  }

  @Test
  void resize_downWhileOneHogs_theHogGoesOnAndOthersRun() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).build();
        var spin = new Spin()) {
      var hogs = new AtomicInteger();
      for (int i = 0; i < 2; i++) {
        scheduler.go(() -> {
          hogs.incrementAndGet();
          spin.run();
        });
      }
      Await.until("both run", () -> hogs.get() == 2);
      scheduler.procs(1);
      Await.end(scheduler.go(() -> {}));
      spin.stop();
      settle(scheduler);
    }
  }

  @Test
  void replace_notTheOneAtItsPlace_refuses() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).build()) {
      Kernel kernel = scheduler.kernel();
      settle(scheduler);
      Processor last = kernel.processors.at(1);
      scheduler.procs(1);
      assertThat(kernel.processors.replace(last)).isNull();
      assertThat(kernel.processors.replace(kernel.processors.at(0)))
          .as("it is idle, not active")
          .isNull();
      assertThat(scheduler.stats().handedOff()).isZero();
    }
  }

  @Test
  void assign_noThreadToBeHad_processorGetsOneLater() {
    try (Scheduler scheduler =
            Scheduler.builder().procs(1).timeSlice(Duration.ofMillis(1)).build();
        var spin = new Spin()) {
      Machines machines = scheduler.kernel().machines;
      var refused = new AtomicInteger();
      machines.starter =
          machine -> {
            refused.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread, says the test");
          };
      Thread hog = scheduler.go(spin::run);
      Thread other = scheduler.go(() -> {});
      Await.until("it was tried twice", () -> refused.get() >= 2);
      assertThat(other.isAlive()).isTrue();
      // Waited for, not asserted: sysmon tries again and again, and counts the one it is about to
      // start.
      Await.until("none of them is counted", () -> scheduler.stats().machines() == 1);

      machines.starter = Thread::start;

      Await.end(other);
      spin.stop();
      Await.end(hog);
      settle(scheduler);
    }
  }

  @Test
  void resize_noThreadToBeHad_throwsAndGetsThemLater() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      Machines machines = scheduler.kernel().machines;
      machines.starter =
          machine -> {
            throw new OutOfMemoryError("unable to create native thread, says the test");
          };
      // Not by AssertJ: an OutOfMemoryError on a test's own thread ends the whole run.
      OutOfMemoryError thrown = null;
      try {
        scheduler.procs(3);
      } catch (OutOfMemoryError e) {
        thrown = e;
      }
      assertThat(thrown).hasMessageContaining("says the test");
      Await.end(scheduler.go(() -> {}));

      machines.starter = Thread::start;

      settle(scheduler);
      assertThat(scheduler.stats().machines()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("G9 the number of machines is bounded; the hog then keeps its processor")
  void machines_boundReached_hogKeepsItsProcessor() {
    var kernel = new Kernel("bounded", 1, 1_000_000, 256, 2);
    var spin = new Spin();
    var hogs = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      Thread hog = kernel.lifetimes.newThread("hog" + i, spin);
      hog.start();
      hogs.add(hog);
    }
    Await.until("one is handed off", () -> kernel.processors.handedOff() == 1);
    assertThat(kernel.machines.live()).isEqualTo(2);
    assertThat(kernel.machines.canAssign()).isFalse();
    spin.stop();
    hogs.forEach(Await::end);
    kernel.shutdown.close();
    assertThat(kernel.processors.handedOff()).isLessThanOrEqualTo(2);
  }

  @Test
  void drop_twice_takesNobodyElseOutOfTheList() {
    Kernel kernel = new Kernel("dropping", 1, Long.MAX_VALUE, 4, 10);
    var processors = new Processors(kernel);
    var first = new Processor(0, 4, kernel.global, null);
    var second = new Processor(0, 4, kernel.global, null);
    processors.addRetired(first);
    processors.addRetired(second);
    first.counters.ran();

    processors.drop(first);
    processors.drop(first); // as a machine does that has no memory to become a spare

    assertThat(processors.totals().ran()).isEqualTo(1);
    assertThat(processors.hasRetired()).as("the second").isTrue();
    processors.drop(second);
    assertThat(processors.hasRetired()).isFalse();
    kernel.shutdown.close();
  }

  @Test
  void resize_downBeforeAThreadCouldBeHad_keepsNothing() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).withoutHandOffs().build()) {
      Kernel kernel = scheduler.kernel();
      kernel.machines.starter =
          machine -> {
            throw new OutOfMemoryError("unable to create native thread, says the test");
          };
      assertThatThrownBy(() -> scheduler.procs(3)).isInstanceOf(OutOfMemoryError.class);
      assertThat(kernel.processors.at(2).isUnmanned()).isTrue();

      scheduler.procs(1);

      assertThat(kernel.processors.hasRetired()).as("no machine would ever let go").isFalse();
      kernel.machines.starter = Thread::start;
      settle(scheduler);
    }
  }

  @Test
  void drainRetired_manyRetired_looksAtABoundedNumberEachTime() {
    Kernel kernel = new Kernel("retiring", 1, Long.MAX_VALUE, 4, 10);
    var processors = new Processors(kernel);
    int many = 10 * Processors.SCAN;
    for (int i = 0; i < many; i++) {
      var retired = new Processor(0, 4, kernel.global, null);
      retired.putNext(new Scheduled(kernel, () -> {}, null));
      processors.addRetired(retired);
    }
    for (int found = 0; found < many; found += Processors.SCAN) {
      assertThat(processors.drainRetired()).isTrue();
    }
    assertThat(processors.drainRetired()).as("each had its turn, and gave what it had").isFalse();
    kernel.shutdown.close();
  }

  @Test
  void procs_closed_changesTheNumberAndStartsNothingThatStays() {
    Scheduler scheduler = Scheduler.builder().procs(1).name("afterClose").build();
    scheduler.close();
    scheduler.procs(3);
    Await.until("its threads end", () -> SchedulerTest.threads("gopark-afterClose-").isEmpty());
    assertThatThrownBy(() -> scheduler.go(() -> {}))
        .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
  }

  /** Waits until everything is idle and checks that it is in its place. */
  static void settle(Scheduler scheduler) {
    Kernel kernel = scheduler.kernel();
    Await.until("no goroutine is left", () -> kernel.registry.live() == 0);
    Await.until("retired ones are dropped", () -> !kernel.processors.hasRetired());
    Await.idle(kernel);
    Await.until("nobody spins", () -> kernel.idle.spinning() == 0);
    Await.until(
        "machines have settled",
        () -> kernel.machines.live() == kernel.processors.count() + kernel.machines.spares());
    Await.invariants(kernel);
  }

  /**
   * What hogs do until it is stopped: before the scheduler is closed, or that would wait for them
   * for ever.
   */
  private static final class Spin implements Runnable, AutoCloseable {
    private volatile boolean stopped;

    @Override
    public void run() {
      while (!stopped) {
        Thread.onSpinWait();
      }
    }

    void stop() {
      stopped = true;
    }

    @Override
    public void close() {
      stop();
    }
  }
}
