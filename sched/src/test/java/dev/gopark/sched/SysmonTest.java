package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Rounds of a second sysmon at made-up times; the scheduler's own one sees no slice end, because a
 * slice is an hour.
 */
class SysmonTest {
  private static final long SLICE = Duration.ofHours(1).toNanos();

  private final AtomicBoolean spin = new AtomicBoolean(true);
  private final List<Thread> threads = new ArrayList<>();
  private long now = System.nanoTime();
  private Scheduler scheduler;
  private Kernel kernel;
  private Sysmon sysmon;

  private void start(int procs) {
    scheduler = Scheduler.builder().procs(procs).timeSlice(Duration.ofNanos(SLICE)).build();
    kernel = scheduler.kernel();
    kernel.sysmon.probing = false;
    sysmon = new Sysmon(kernel);
    sysmon.probing = false; // a hog at a safepoint or in a page fault is asleep to the system
  }

  @AfterEach
  void end() {
    spin.set(false);
    threads.forEach(Await::end);
    ProcessorsTest.settle(scheduler);
    scheduler.close();
  }

  /** Starts one that spins, and waits until it does. */
  private Thread hog() {
    var running = new AtomicBoolean();
    Thread hog =
        scheduler.go(() -> {
          running.set(true);
          while (spin.get()) {
            Thread.onSpinWait();
          }
        });
    threads.add(hog);
    Await.until("it runs", running::get);
    return hog;
  }

  private Thread queued() {
    Thread thread = scheduler.go(() -> {});
    threads.add(thread);
    return thread;
  }

  private boolean roundAfter(long nanos) {
    now += nanos;
    return sysmon.round(now, 0);
  }

  @Test
  @DisplayName("G26 a goroutine that has run for a slice loses its processor to the others")
  void round_hogAtTheEndOfItsSlice_handsOff() {
    start(1);
    hog();
    Thread other = queued();
    Processor hogged = kernel.processors.at(0);

    roundAfter(0);
    assertThat(roundAfter(SLICE - 1)).as("not yet").isFalse();
    assertThat(scheduler.stats().handedOff()).isZero();
    assertThat(roundAfter(1)).isTrue();

    assertThat(scheduler.stats().handedOff()).isEqualTo(1);
    assertThat(hogged.isRetired()).isTrue();
    assertThat(kernel.processors.at(0)).isNotSameAs(hogged);
    Await.end(other);
  }

  @Test
  void round_hogButAnotherProcessorIdleAndNothingQueued_leavesIt() {
    start(2);
    hog();
    // The scheduler's own may have seen the hog queued and be about to wake the other for it.
    Await.until(
        "the other sysmon sleeps", () -> kernel.sysmon.getState() == Thread.State.TIMED_WAITING);
    Await.until("one is idle", () -> kernel.idle.size() == 1);

    roundAfter(0);
    assertThat(roundAfter(SLICE)).isFalse();

    assertThat(scheduler.stats().handedOff()).isZero();
  }

  @Test
  void round_hogsOnAllProcessorsAndNothingQueued_handsOffBeforeSomebodyNeedsIt() {
    start(1);
    hog();
    roundAfter(0);
    assertThat(roundAfter(SLICE)).isTrue();
    assertThat(scheduler.stats().handedOff()).isEqualTo(1);
    Await.idle(kernel);
    assertThat(roundAfter(SLICE)).as("the hog holds none any more").isFalse();
    assertThat(scheduler.stats().handedOff()).isEqualTo(1);
  }

  @Test
  @DisplayName("G25 one that blocks its thread is treated like one that computes")
  void round_goroutineBlocksItsThread_handsOff() throws Exception {
    start(1);
    try (var fifo = new Fifo()) {
      var read = new AtomicInteger();
      var running = new AtomicBoolean();
      threads.add(
          scheduler.go(() -> {
            running.set(true);
            read.set(fifo.read());
          }));
      Await.until("it runs", running::get);
      Thread other = queued();
      roundAfter(0);
      roundAfter(SLICE);
      Await.end(other);
      fifo.feed(42);
      Await.until("it has read", () -> read.get() == 42);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a slice has to end, see ThreadProbe")
  void run_crowdSleepsInSystemCalls_anotherStartsBeforeAnySliceEnds() throws Exception {
    start(1);
    kernel.sysmon.probing = true;
    int crowd = 100;
    try (var fifo = new Fifo()) {
      var read = new AtomicInteger();
      for (int i = 0; i < crowd; i++) {
        threads.add(
            scheduler.go(() -> {
              fifo.read();
              read.incrementAndGet();
            }));
      }
      try {
        // A slice is an hour: only who looks whether the threads sleep can get to this one.
        Await.end(queued());
        Await.until("all have their own threads", () -> scheduler.stats().machines() > crowd);
        assertThat(read).hasValue(0);
      } finally {
        var open = fifo.feedAll(crowd);
        Await.until("all have read", () -> read.get() == crowd);
        open.close();
      }
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a slice has to end, see ThreadProbe")
  void run_errorWhileItProvidesForACrowd_goesOn() throws Exception {
    start(1);
    var starts = new AtomicInteger();
    kernel.machines.starter =
        machine -> {
          // The first is for the processor taken away, the next in advance.
          if (starts.incrementAndGet() % 2 == 0) {
            throw new InternalError("says the test");
          }
          machine.start();
        };
    kernel.sysmon.probing = true;
    int crowd = 5;
    try (var fifo = new Fifo()) {
      var read = new AtomicInteger();
      for (int i = 0; i < crowd; i++) {
        threads.add(
            scheduler.go(() -> {
              fifo.read();
              read.incrementAndGet();
            }));
      }
      try {
        Await.end(queued());
        assertThat(kernel.sysmon.isAlive()).isTrue();
      } finally {
        var open = fifo.feedAll(crowd);
        Await.until("all have read", () -> read.get() == crowd);
        open.close();
      }
    }
  }

  @Test
  void round_pauseOfEverybody_isNobodysSlice() {
    start(1);
    hog();
    Thread other = queued();
    roundAfter(0);
    roundAfter(SLICE - 1_000_000);

    now += SLICE;
    assertThat(sysmon.round(now, SLICE)).as("a pause as long as a slice").isFalse();
    assertThat(roundAfter(999_999)).as("what it ran before counts, the pause does not").isFalse();
    assertThat(scheduler.stats().handedOff()).isZero();
    assertThat(roundAfter(1)).isTrue();
    Await.end(other);
  }

  @Test
  void round_lateAgainAndAgain_countsAsRunning() {
    start(1);
    hog();
    Thread other = queued();
    roundAfter(0);
    now += SLICE;
    sysmon.round(now, SLICE);
    now += SLICE;
    assertThat(sysmon.round(now, SLICE)).as("no pause: sysmon itself does not get to run").isTrue();
    Await.end(other);
  }

  @Test
  void round_noThreadToBeHad_throwsNothingAndNobodyLosesItsProcessor() {
    start(2);
    hog();
    hog();
    Processor first = kernel.processors.at(0);
    var tries = new AtomicInteger();
    kernel.machines.starter =
        machine -> {
          tries.incrementAndGet();
          throw new OutOfMemoryError("unable to create native thread, says the test");
        };
    Thread other = queued();
    roundAfter(0);

    roundAfter(SLICE);

    assertThat(tries).hasValueGreaterThanOrEqualTo(1);
    assertThat(kernel.processors.at(0)).as("its machine was to be had first").isSameAs(first);
    assertThat(first.isActive()).isTrue();
    assertThat(scheduler.stats().handedOff()).isZero();
    kernel.machines.starter = Thread::start;
    Await.until(
        "it is tried again",
        () -> {
          roundAfter(SLICE);
          return scheduler.stats().handedOff() > 0;
        });
    Await.end(other);
  }

  @Test
  @DisplayName("G13 G26 a runnext chain that outlives its slice is asked to let the ring run")
  void round_chainOutlivesItsSlice_asksItToYield() {
    start(1);
    var pair = new Thread[2];
    var ready = new AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      pair[i] =
          scheduler.go(() -> {
            while (!ready.get()) {
              Thread.yield();
            }
            while (spin.get()) {
              LockSupport.unpark(pair[other]);
              LockSupport.park();
            }
            LockSupport.unpark(pair[other]);
          });
    }
    threads.addAll(List.of(pair));
    ready.set(true);
    Processor processor = kernel.processors.at(0);
    long tick = processor.runTick();
    Await.until("it goes on", () -> processor.runTick() > tick + 1_000);
    long slice = processor.sliceTick();
    Await.until("it goes on", () -> processor.runTick() > tick + 10_000);
    assertThat(processor.sliceTick()).as("the pair shares one slice").isEqualTo(slice);

    roundAfter(0);
    Await.until("it goes on", () -> processor.runTick() > tick + 20_000);
    assertThat(roundAfter(SLICE)).isTrue();

    Await.until("its slice ends", () -> processor.sliceTick() > slice);
    assertThat(scheduler.stats().handedOff()).as("nobody hogged").isZero();
  }

  @Test
  void round_goroutinePutIntoARetiredProcessor_movesIt() {
    start(1);
    hog();
    Processor hogged = kernel.processors.at(0);
    roundAfter(0);
    roundAfter(SLICE);
    assertThat(hogged.isRetired()).isTrue();
    Await.idle(kernel);

    // As the hog's machine does if it was stopped between its look at the status and the put.
    var done = new AtomicBoolean();
    hogged.putNext(new Scheduled(kernel, () -> done.set(true), null));
    roundAfter(0); // unless the scheduler's own sysmon was faster

    Await.until("it has run", done::get);
  }

  @Test
  void mayHibernate_hogOnARetiredProcessor_no() {
    start(1);
    Await.until("all is idle", sysmon::mayHibernate);
    hog();
    assertThat(sysmon.mayHibernate()).isFalse();
    roundAfter(0);
    roundAfter(SLICE);
    Await.idle(kernel);

    assertThat(sysmon.mayHibernate())
        .as("its machine may still put something where nobody looks")
        .isFalse();

    spin.set(false);
    Await.until("all is idle", sysmon::mayHibernate);
  }

  @Test
  @DisplayName("G24 when all is idle sysmon sleeps until something happens")
  void run_allIdle_sleepsUntilWoken() {
    start(2);
    for (int i = 0; i < 3; i++) {
      Await.parked(kernel.sysmon);
      Await.end(scheduler.go(() -> {}));
    }
    Await.parked(kernel.sysmon);
  }

  @Test
  void round_goroutineStandsInRunnextOfABusyOne_wakesAThief() {
    start(2);
    var done = new AtomicBoolean();
    var readied = new AtomicBoolean();
    Thread waiter =
        scheduler.go(() -> {
          LockSupport.park();
          done.set(true);
        });
    threads.add(waiter);
    Await.parked(waiter);
    threads.add(
        scheduler.go(() -> {
          LockSupport.unpark(waiter);
          readied.set(true);
          while (spin.get()) {
            Thread.onSpinWait();
          }
        }));
    Await.until("it was readied", readied::get);
    // The scheduler's own sysmon or this one sees it stand still.
    Await.until(
        "it has run elsewhere",
        () -> {
          roundAfter(1_000);
          return done.get();
        });
    assertThat(scheduler.stats().handedOff()).isZero();
  }
}
