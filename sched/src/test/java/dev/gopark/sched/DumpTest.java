package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DumpTest {
  private static final class Target {
    @Override
    public String toString() {
      return "the target";
    }
  }

  @Test
  void dump_noGoroutines_namesTheScheduler() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).name("empty").build()) {
      assertThat(scheduler.dump()).isEqualTo("Scheduler[empty, procs 1, 0 goroutines]\n");
    }
  }

  @Test
  @DisplayName("G4 G8 a waiting goroutine shows its id, its name, what it waits for, and its stack")
  void dump_waitingGoroutine_showsWhatItWaitsFor() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      var waiting = new AtomicReference<Waiter>();
      Thread thread = scheduler.go("receiver", () -> waitsAsAChannelDoes(waiting));
      Await.parked(thread);

      assertThat(scheduler.dump())
          .contains("goroutine " + thread.threadId() + " \"receiver\" [chan receive")
          .contains("on chan receive on the target")
          .contains("waitsAsAChannelDoes");

      Waiter waiter = waiting.get();
      waiter.claim(waiter);
      waiter.wake();
      Await.end(thread);
    }
  }

  private static void waitsAsAChannelDoes(AtomicReference<Waiter> waiting) {
    var waiter = new Waiter(WaitReason.CHAN_RECEIVE, new Target());
    waiting.set(waiter);
    waiter.await();
  }

  @Test
  void dump_waitsByMeansOfTheJdk_showsState() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      var hold = new CountDownLatch(1);
      Thread waiting = scheduler.go("waiting", () -> hold.await());
      Thread timed = scheduler.go("timed", () -> hold.await(1, TimeUnit.HOURS));
      try {
        // Since when they wait is written after they have stopped.
        awaitDump(scheduler, "\"waiting\" \\[waiting, [0-9]+ m?s] on java.util.concurrent");
        awaitDump(scheduler, "\"timed\" \\[timed waiting, [0-9]+ m?s] on java.util.concurrent");
      } finally {
        hold.countDown();
      }
      Await.end(waiting);
      Await.end(timed);
    }
  }

  private static void awaitDump(Scheduler scheduler, String pattern) {
    var compiled = Pattern.compile(pattern);
    Await.until("the dump shows " + pattern, () -> compiled.matcher(scheduler.dump()).find());
  }

  @Test
  void dump_equalStacks_areGrouped() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).build()) {
      var hold = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 13; i++) {
        threads.add(scheduler.go(() -> hold.await()));
      }
      try {
        threads.forEach(Await::parked);
        String dump = scheduler.dump();
        assertThat(dump)
            .contains("13 goroutines with the stack of the first:\n")
            .contains("... and 3 more\n")
            .containsOnlyOnce("DumpTest.lambda$dump_equalStacks_areGrouped");
      } finally {
        hold.countDown();
      }
      threads.forEach(Await::end);
    }
  }

  @Test
  @DisplayName("G8 a dump of a wedged scheduler shows who runs and who is ready")
  void dump_wedgedByHogs_showsWhoRunsAndWhoIsReady() {
    var kernel = new Kernel("wedged", 1, 1_000_000, 256, 1);
    var over = new AtomicBoolean();
    var running = new AtomicInteger();
    Thread hog = kernel.lifetimes.newThread("hog", () -> computesOn(running, over));
    Thread ready = kernel.lifetimes.newThread("ready", () -> {});
    hog.start();
    try {
      Await.until("it runs", () -> running.get() == 1);
      ready.start();

      assertThat(Dump.of(kernel))
          .contains("\"hog\" [running]:")
          .contains("computesOn")
          .contains("\"ready\" [runnable]:");
    } finally {
      over.set(true);
    }
    Await.end(hog);
    Await.end(ready);
    kernel.shutdown.close();
  }

  private static void computesOn(AtomicInteger running, AtomicBoolean over) {
    running.incrementAndGet();
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void dump_takenByAGoroutine_showsItself() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      var dump = new AtomicReference<String>();
      Await.end(scheduler.go("self", () -> dump.set(scheduler.dump())));
      assertThat(dump.get()).contains("\"self\" [running]:").contains("Scheduler.dump");
    }
  }

  @Test
  @DisplayName("goroutines that end while a dump sorts them")
  void members_goroutinesEndMeanwhile_isSorted() throws InterruptedException {
    var over = new AtomicBoolean();
    Thread thread = Thread.ofPlatform().unstarted(() -> {});
    List<Scheduled> goroutines = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      goroutines.add(FakeGoroutines.one());
    }
    Thread ending =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!over.get()) {
                for (int i = 0; i < goroutines.size(); i++) {
                  goroutines.get(i).thread((i & 1) == 0 ? null : thread);
                  goroutines.get((i * 7) % goroutines.size()).thread(thread);
                }
              }
            });
    try {
      for (int round = 0; round < 200; round++) {
        for (Dump.Member member : Dump.members(goroutines)) {
          assertThat(member.thread()).isSameAs(thread);
        }
      }
    } finally {
      over.set(true);
      ending.join();
    }
  }

  @Test
  @DisplayName("dumps under load lose no goroutine: a stack trace resubmits who is not running")
  void dump_underLoad_losesNothing() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).ringSize(4).build()) {
      var over = new AtomicBoolean();
      var turns = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        threads.add(
            scheduler.go(() -> {
              while (!over.get()) {
                turns.incrementAndGet();
                Thread.yield();
              }
            }));
      }
      try {
        for (int i = 0; i < 50; i++) {
          assertThat(scheduler.dump()).contains("20 goroutines]");
          int seen = turns.get();
          Await.until("they go on", () -> turns.get() > seen);
        }
      } finally {
        over.set(true);
      }
      threads.forEach(Await::end);
      ProcessorsTest.settle(scheduler);
    }
  }
}
