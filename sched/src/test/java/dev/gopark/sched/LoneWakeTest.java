package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A goroutine is readied alone, by one that computes on. */
class LoneWakeTest {
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /** What sysmon sees is an accident here: it stands still, inside a hand-off of another. */
  @Test
  void unpark_readierComputesOn_runsElsewhereWithoutSysmon() {
    var stuck = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (Scheduler scheduler =
        Scheduler.builder().procs(1).timeSlice(Duration.ofMillis(1)).build()) {
      Kernel kernel = scheduler.kernel();
      try {
        standStill(scheduler, stuck, go);
        scheduler.procs(2);
        for (int round = 0; round < 10; round++) {
          Await.idle(kernel);
          kernel.coarseNanos(System.nanoTime() + round * Duration.ofSeconds(1).toNanos());
          runsElsewhere(scheduler);
        }
      } finally {
        go.countDown();
        over.set(true);
      }
      threads.forEach(Await::end);
      ProcessorsTest.settle(scheduler);
    }
  }

  private void standStill(Scheduler scheduler, CountDownLatch stuck, CountDownLatch go) {
    Kernel kernel = scheduler.kernel();
    var hogOver = new AtomicBoolean();
    kernel.machines.starter =
        machine -> {
          if (Thread.currentThread() == kernel.sysmon) {
            stuck.countDown();
            SchedulerTest.awaitQuietly(go);
          }
          machine.start();
        };
    threads.add(
        scheduler.go(() -> {
          while (!hogOver.get()) {
            Thread.onSpinWait();
          }
        }));
    Thread behind = scheduler.go(() -> {});
    Await.until("sysmon starts a machine", () -> stuck.getCount() == 0);
    hogOver.set(true);
    Await.end(behind);
  }

  private void runsElsewhere(Scheduler scheduler) {
    var ran = new AtomicBoolean();
    Thread receiver =
        scheduler.go(() -> {
          LockSupport.park();
          ran.set(true);
        });
    Await.parked(receiver);
    Await.idle(scheduler.kernel());
    var seen = new AtomicBoolean();
    Thread sender =
        scheduler.go(() -> {
          LockSupport.unpark(receiver);
          long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
          while (!ran.get() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
          }
          seen.set(ran.get());
        });
    Await.end(sender);
    assertThat(seen).as("it ran before its readier stopped").isTrue();
    Await.end(receiver);
  }
}
