package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where the next goroutine comes from. Nothing is handed off. */
class FindRunnableTest {
  private static Scheduler scheduler(int procs) {
    return Scheduler.builder().procs(procs).withoutHandOffs().build();
  }

  @Test
  @DisplayName("G16 G17 the global queue has its turn although the local one is never empty")
  void localQueueNeverEmpty_globalHasItsTurn() {
    try (Scheduler scheduler = scheduler(1)) {
      var over = new AtomicBoolean();
      var turns = new AtomicInteger();
      List<Thread> busy = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        busy.add(
            scheduler.go(() -> {
              while (!over.get()) {
                turns.incrementAndGet();
                Thread.yield();
              }
            }));
      }
      try {
        Await.until("they run", () -> turns.get() > 1_000);
        Await.end(scheduler.go(() -> {}));
      } finally {
        over.set(true);
      }
      busy.forEach(Await::end);
      assertThat(scheduler.stats().handedOff()).isZero();
    }
  }

  @Test
  @DisplayName("G16 and has it at the 61st run, neither much later nor each time")
  void localQueueNeverEmpty_globalIsLookedAtEachSixtyFirstRun() {
    try (Scheduler scheduler = scheduler(1)) {
      var seen = Collections.synchronizedList(new ArrayList<Long>());
      Processor processor = scheduler.kernel().processors.at(0);
      var over = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        threads.add(
            scheduler.go(() -> {
              while (!over.get()) {
                Thread.yield();
              }
            }));
      }
      try {
        Await.until("they run", () -> processor.runTick() > 1_000);
        for (int i = 0; i < 5; i++) {
          Thread outside = scheduler.go(() -> seen.add(processor.runTick()));
          threads.add(outside);
          Await.end(outside);
        }
      } finally {
        over.set(true);
      }
      threads.forEach(Await::end);
      // The look comes before the tick of the run it leads to.
      assertThat(seen).hasSize(5).allMatch(tick -> (tick - 1) % 61 == 0);
    }
  }

  @Test
  @DisplayName("G18 G20 who starts many and computes on has them stolen, the newest last")
  void ringBehindAHog_isStolen() {
    try (Scheduler scheduler = scheduler(2)) {
      var over = new AtomicBoolean();
      var order = Collections.synchronizedList(new ArrayList<Integer>());
      var hogOn = new AtomicReference<Thread>();
      var others = Collections.synchronizedList(new ArrayList<Thread>());
      int children = 100;
      Thread hog =
          scheduler.go(() -> {
            hogOn.set(VirtualThreads.currentCarrier());
            for (int i = 0; i < children; i++) {
              int number = i;
              Go.go(() -> {
                others.add(VirtualThreads.currentCarrier());
                order.add(number);
              });
            }
            while (!over.get()) {
              Thread.onSpinWait();
            }
          });
      try {
        Await.until("all have run", () -> order.size() == children);
        assertThat(order).as("each once").doesNotHaveDuplicates();
        assertThat(others).doesNotContain(hogOn.get());
        assertThat(scheduler.stats().stolen()).isPositive();
        assertThat(scheduler.stats().handedOff()).isZero();
      } finally {
        over.set(true);
      }
      Await.end(hog);
    }
  }

  @Test
  @DisplayName("G18 a fresh runnext is left to its processor")
  void pingPong_idleProcessorBeside_staysWhereItIs() {
    try (Scheduler scheduler = scheduler(2)) {
      var pair = new AtomicReferenceArray<Thread>(2);
      var turns = new AtomicInteger();
      int laps = 20_000;
      for (int i = 0; i < 2; i++) {
        int me = i;
        pair.set(
            i,
            scheduler.go(() -> {
              while (pair.get(1 - me) == null) {
                Thread.yield();
              }
              while (turns.get() < laps) {
                if (turns.get() % 2 == me) {
                  turns.incrementAndGet();
                  LockSupport.unpark(pair.get(1 - me));
                } else {
                  LockSupport.park();
                }
              }
            }));
      }
      Await.end(pair.get(0));
      Await.end(pair.get(1));
      SchedulerStats stats = scheduler.stats();
      assertThat(stats.stolen()).as("of %s", stats).isLessThan(laps / 10);
    }
  }

  @Test
  @DisplayName("G19 a machine does not look for work elsewhere while half as many as are busy do")
  void steal_enoughLookAlready_isLeftToThem() {
    try (Scheduler scheduler = scheduler(2)) {
      IdleSet idle = scheduler.kernel().idle;
      var running = new AtomicInteger();
      var start = new AtomicBoolean();
      var endShort = new AtomicBoolean();
      var over = new AtomicBoolean();
      var stolen = new AtomicInteger();
      Thread hog =
          scheduler.go(() -> {
            running.incrementAndGet();
            while (!start.get()) {
              Thread.onSpinWait();
            }
            Go.go(stolen::incrementAndGet);
            Go.go(stolen::incrementAndGet); // sends the first one to the ring
            endShort.set(true);
            while (!over.get()) {
              Thread.onSpinWait();
            }
          });
      Thread shortOne =
          scheduler.go(() -> {
            running.incrementAndGet();
            while (!endShort.get()) {
              Thread.onSpinWait();
            }
          });
      try {
        Await.until("both run, nobody looks", () -> running.get() == 2 && idle.spinning() == 0);
        assertThat(idle.beginSearch()).as("somebody looks, and finds nothing").isTrue();
        start.set(true);
        Await.end(shortOne);
        Await.until("its machine goes idle", () -> idle.size() == 1);
        assertThat(stolen).hasValue(0);
        idle.endSearch();
        Await.until("now it may look", () -> stolen.get() > 0);
      } finally {
        start.set(true);
        endShort.set(true);
        over.set(true);
      }
      Await.end(hog);
    }
  }
}
