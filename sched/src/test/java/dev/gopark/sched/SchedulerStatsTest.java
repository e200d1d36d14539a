package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SchedulerStatsTest {
  @Test
  void stats_knownWork_countsIt() {
    // No processor is taken away in this test.
    try (Scheduler scheduler = Scheduler.builder().procs(1).withoutHandOffs().build()) {
      SchedulerStats before = scheduler.stats();
      Thread waiter = scheduler.go(LockSupport::park);
      Await.parked(waiter);
      Await.end(
          scheduler.go(() -> {
            Go.go(() -> {});
            Go.go(() -> {});
            Thread.yield();
            LockSupport.unpark(waiter);
          }));
      ProcessorsTest.settle(scheduler);
      SchedulerStats after = scheduler.stats();
      assertThat(after.started() - before.started()).isEqualTo(2);
      assertThat(after.readiedNext() - before.readiedNext()).isEqualTo(1);
      assertThat(after.readiedLast() - before.readiedLast()).as("one yielded").isEqualTo(1);
      assertThat(after.readiedOutside() - before.readiedOutside()).isEqualTo(2);
      assertThat(after.ran() - before.ran()).as("four goroutines, two of them twice").isEqualTo(6);
      assertThat(after.stolen()).isZero();
      assertThat(after.spilled()).isZero();
      assertThat(after.procs()).isEqualTo(1);
      assertThat(after.idleProcs()).isEqualTo(1);
      assertThat(after.machines()).isEqualTo(1);
      assertThat(after.globalQueue()).isZero();
      assertThat(after.perProc())
          .singleElement()
          .satisfies(proc -> {
            assertThat(proc.idle()).isTrue();
            assertThat(proc.queued()).isZero();
            assertThat(proc.counts().ran()).isEqualTo(after.ran());
          });
    }
  }

  @Test
  void stats_waiterForAnEnd_doesNotGoBehindAllOthers() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).withoutHandOffs().build()) {
      Thread first = scheduler.go(LockSupport::park);
      Await.parked(first);
      Thread joiner =
          scheduler.go(() -> {
            first.join();
          });
      Await.parked(joiner);
      LockSupport.unpark(first);
      Await.end(joiner);
      ProcessorsTest.settle(scheduler);
      // Newer JDKs tell it by a monitor, whose unblocker is a thread outside.
      assertThat(scheduler.stats().readiedLast()).isZero();
    }
  }

  @Test
  void stats_smallRing_countsWhatIsSpilled() {
    // No processor is taken away in this test.
    try (Scheduler scheduler = Scheduler.builder().procs(1).ringSize(2).withoutHandOffs().build()) {
      Await.end(
          scheduler.go(() -> {
            for (int i = 0; i < 10; i++) {
              Go.go(() -> {});
            }
          }));
      ProcessorsTest.settle(scheduler);
      assertThat(scheduler.stats().spilled()).isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void stats_hogsAndResizing_onlyGrow() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).ringSize(2).build()) {
      var over = new AtomicBoolean();
      for (int i = 0; i < 3; i++) {
        scheduler.go(() -> {
          while (!over.get()) {
            Thread.onSpinWait();
          }
        });
      }
      for (int i = 0; i < 3; i++) {
        scheduler.go(() -> {
          while (!over.get()) {
            Go.go(Thread::yield);
            Thread.yield();
          }
        });
      }
      try {
        SchedulerStats last = scheduler.stats();
        long enough = last.handedOff() + 20;
        for (int round = 0; last.handedOff() < enough && round < 20_000; round++) {
          if (round % 50 == 0) {
            scheduler.procs(1 + round / 50 % 3);
          }
          SchedulerStats now = scheduler.stats();
          assertThat(counts(now)).satisfies(current -> assertThat(current).hasSize(8));
          for (int i = 0; i < 8; i++) {
            assertThat(counts(now).get(i))
                .as("count %d of %s after %s", i, now, last)
                .isGreaterThanOrEqualTo(counts(last).get(i));
          }
          last = now;
          LockSupport.parkNanos(100_000);
        }
      } finally {
        over.set(true);
      }
      ProcessorsTest.settle(scheduler);
    }
  }

  private static List<Long> counts(SchedulerStats stats) {
    var counts = new ArrayList<Long>();
    counts.add(stats.ran());
    counts.add(stats.readiedNext());
    counts.add(stats.readiedLast());
    counts.add(stats.readiedOutside());
    counts.add(stats.started());
    counts.add(stats.stolen());
    counts.add(stats.spilled());
    counts.add(stats.handedOff());
    return counts;
  }

  @Test
  void perProc_always_isUnmodifiable() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      assertThatThrownBy(() -> scheduler.stats().perProc().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void schedTraceLine_always_hasGosFields() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).name("traced").build()) {
      Await.idle(scheduler.kernel());
      assertThat(SchedTrace.line(scheduler.kernel(), 17))
          .matches(
              "SCHED 17ms: traced gomaxprocs=2 idleprocs=2 threads=2 spinningthreads=[0-9]+"
                  + " idlethreads=0 runqueue=0 \\[0 0] schedticks=\\[[0-9]+ [0-9]+]");
    }
  }
}
