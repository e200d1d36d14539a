package dev.gopark.sched;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Interrupts of the scheduler's own threads: they sleep on. */
class ParkingTest {
  /** With the flag up each park would return at once, and the thread would never be seen so. */
  private static void sleepsAgain(Thread thread) {
    thread.interrupt();
    Await.until(
        thread + " sleeps, with its flag down",
        () -> {
          // In this order: a thread that parks by and by does not raise its own flag.
          boolean clear = !thread.isInterrupted();
          Thread.State state = thread.getState();
          return clear && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
        });
  }

  private static List<Thread> threadsOf(Scheduler scheduler, String name) {
    Kernel kernel = scheduler.kernel();
    Await.idle(kernel);
    return SchedulerTest.threads("gopark-" + name + "-");
  }

  @Test
  void interrupt_idleMachinesAndSysmon_parkAgain() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).name("interrupted").build()) {
      SchedulerTest.runAll(scheduler, 10, Thread::yield);
      for (int round = 0; round < 3; round++) {
        threadsOf(scheduler, "interrupted").forEach(ParkingTest::sleepsAgain);
      }
      SchedulerTest.runAll(scheduler, 10, Thread::yield);
      ProcessorsTest.settle(scheduler);
    }
  }

  @Test
  void interrupt_spareMachine_parksAgain() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).name("spared").build()) {
      scheduler.procs(1);
      Await.until("one is spare", () -> scheduler.kernel().machines.spares() == 1);
      threadsOf(scheduler, "spared").forEach(ParkingTest::sleepsAgain);
      ProcessorsTest.settle(scheduler);
    }
  }

  @Test
  void interrupt_goroutineThatRuns_itsMachineParksWhenItIsIdle() {
    // The JDK raises the flag of the carrier with that of the goroutine.
    try (Scheduler scheduler = Scheduler.builder().procs(1).name("carried").build()) {
      var running = new AtomicBoolean();
      Thread goroutine =
          scheduler.go(() -> {
            running.set(true);
            while (!Thread.currentThread().isInterrupted()) {
              Thread.onSpinWait();
            }
          });
      Await.until("it runs", running::get);
      goroutine.interrupt();
      Await.end(goroutine);
      threadsOf(scheduler, "carried").forEach(ParkingTest::sleepsAgain);
    }
  }

  @Test
  void interrupt_everyThreadAgainAndAgain_goroutinesGoOn() {
    try (Scheduler scheduler =
        Scheduler.builder().procs(2).name("storm").timeSlice(Duration.ofMillis(1)).build()) {
      var over = new AtomicBoolean();
      Thread storm =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!over.get()) {
                  SchedulerTest.threads("gopark-storm-").forEach(Thread::interrupt);
                  LockSupport.parkNanos(200_000);
                }
              });
      try {
        for (int round = 0; round < 20; round++) {
          SchedulerTest.runAll(scheduler, 50, () -> LockSupport.parkNanos(100_000));
        }
      } finally {
        over.set(true);
      }
      Await.end(storm);
      ProcessorsTest.settle(scheduler);
    }
  }
}
