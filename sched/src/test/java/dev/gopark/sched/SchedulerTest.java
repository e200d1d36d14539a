package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
  // Making

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1025})
  void procs_outOfRange_throwsAndLeavesTheSchedulerUsable(int n) {
    var builder = Scheduler.builder().procs(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.procs(n))
        .withMessage("procs is " + n + ", it must be from 1 to 1024");
    try (Scheduler scheduler = builder.build()) {
      assertThatIllegalArgumentException().isThrownBy(() -> scheduler.procs(n));
      assertThat(scheduler.procs()).isEqualTo(3);
    }
  }

  @Test
  void builder_misuse_throws() {
    var builder = Scheduler.builder();
    assertThatNullPointerException().isThrownBy(() -> builder.name(null));
    assertThatNullPointerException().isThrownBy(() -> builder.timeSlice(null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeSlice(Duration.ZERO))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeSlice(Duration.ofNanos(-1)));
  }

  @Test
  void builder_hugeTimeSlice_isTaken() {
    try (Scheduler scheduler =
        Scheduler.builder().timeSlice(Duration.ofSeconds(Long.MAX_VALUE)).build()) {
      Await.end(scheduler.go(() -> {}));
    }
  }

  @Test
  @DisplayName("G10 as many processors as the machine has, unless said otherwise")
  void builder_defaults_procsOfTheMachine() {
    try (Scheduler scheduler = Scheduler.builder().build()) {
      assertThat(scheduler.procs()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void supportReason_supported_saysSo() {
    assertThat(Scheduler.isSupported()).isTrue();
    assertThat(Scheduler.supportReason()).startsWith("supported");
  }

  @Test
  @DisplayName("G9 threads are daemons named after the scheduler, at most one a processor")
  void threads_named_areDaemons() {
    // No processor is taken away in this test: a third machine would have another name.
    try (Scheduler scheduler =
        Scheduler.builder().procs(2).name("nameTest").withoutHandOffs().build()) {
      var carriers = ConcurrentHashMap.<Thread>newKeySet();
      runAll(
          scheduler,
          100,
          () -> {
            carriers.add(VirtualThreads.currentCarrier());
            Thread.yield();
          });
      assertThat(carriers).isNotEmpty().allMatch(Thread::isDaemon);
      assertThat(carriers)
          .extracting(Thread::getName)
          .isSubsetOf("gopark-nameTest-M0", "gopark-nameTest-M1");
      assertThat(threads("gopark-nameTest-")).allMatch(Thread::isDaemon);
      assertThat(threads("gopark-nameTest-"))
          .extracting(Thread::getName)
          .containsExactlyInAnyOrder(
              "gopark-nameTest-M0", "gopark-nameTest-M1", "gopark-nameTest-sysmon");
      ProcessorsTest.settle(scheduler);
      assertThat(scheduler).hasToString("Scheduler[nameTest, procs 2, 0 goroutines]");
    }
    Await.until("its threads end", () -> threads("gopark-nameTest-").isEmpty());
  }

  @Test
  void build_withoutAName_numbersIt() {
    try (Scheduler one = Scheduler.builder().procs(1).build();
        Scheduler two = Scheduler.builder().procs(1).build()) {
      assertThat(one.kernel().name).matches("[0-9]+").isNotEqualTo(two.kernel().name);
    }
  }

  @Test
  void build_several_runSideBySide() {
    var schedulers = new ArrayList<Scheduler>();
    for (int i = 0; i < 4; i++) {
      schedulers.add(Scheduler.builder().procs(1).name("side" + i).build());
    }
    // A ring across all of them: each goroutine readies one of the next scheduler.
    int laps = 100;
    var threads = new ArrayList<Thread>();
    var turn = new AtomicInteger();
    var all = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      int me = i;
      threads.add(
          schedulers
              .get(i)
              .go(() -> {
                all.await();
                for (int lap = 0; lap < laps; lap++) {
                  while (turn.get() % 4 != me) {
                    LockSupport.park();
                  }
                  assertThat(VirtualThreads.currentCarrier().getName())
                      .startsWith("gopark-side" + me);
                  turn.incrementAndGet();
                  LockSupport.unpark(threads.get((me + 1) % 4));
                }
              }));
    }
    all.countDown();
    threads.forEach(Await::end);
    assertThat(turn).hasValue(4 * laps);
    schedulers.forEach(Scheduler::close);
  }

  @Test
  @DisplayName("TestBigGOMAXPROCS: 1024 processors start up")
  void build_1024Procs_startsUp() {
    try (Scheduler scheduler = Scheduler.builder().procs(1024).build()) {
      var done = new AtomicInteger();
      runAll(scheduler, 2_000, done::incrementAndGet);
      assertThat(done).hasValue(2_000);
      ProcessorsTest.settle(scheduler);
    }
  }

  // Starting goroutines

  @Test
  @DisplayName("G1 go of nothing is refused")
  void go_null_throws() {
    try (Scheduler scheduler = Scheduler.builder().build()) {
      assertThatNullPointerException()
          .isThrownBy(() -> scheduler.go(null))
          .withMessage("go of a null task");
      assertThatNullPointerException().isThrownBy(() -> scheduler.go("named", null));
      assertThatNullPointerException().isThrownBy(() -> scheduler.go(null, () -> {}));
      assertThatNullPointerException().isThrownBy(() -> scheduler.threadFactory().newThread(null));
      assertThat(scheduler.stats().goroutines()).isZero();
    }
  }

  @Test
  @DisplayName("G5 a goroutine is a daemon, which keeps no process alive, and has its name")
  void go_named_isAVirtualDaemonWithThatName() {
    try (Scheduler scheduler = Scheduler.builder().build()) {
      Thread thread = scheduler.go("worker", () -> {});
      assertThat(thread.getName()).isEqualTo("worker");
      assertThat(thread.isVirtual()).isTrue();
      assertThat(thread.isDaemon()).isTrue();
    }
  }

  @Test
  @DisplayName("G50 G51 on one processor the newest child runs first, then the others in order")
  void go_severalFromAGoroutine_newestFirst() {
    // No processor is taken away in this test.
    try (Scheduler scheduler = Scheduler.builder().procs(1).withoutHandOffs().build()) {
      var order = new ArrayList<Integer>();
      Await.end(
          scheduler.go(() -> {
            for (int i = 0; i < 5; i++) {
              int number = i;
              Go.go(() -> order.add(number));
            }
          }));
      ProcessorsTest.settle(scheduler);
      assertThat(order).containsExactly(4, 0, 1, 2, 3);
    }
  }

  @Test
  @DisplayName("G23 gosched goes behind the others")
  void gosched_others_runFirst() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).withoutHandOffs().build()) {
      var order = new ArrayList<String>();
      Await.end(
          scheduler.go(() -> {
            Go.go(() -> order.add("first"));
            Go.go(() -> order.add("second"));
            Go.gosched();
            order.add("self");
          }));
      ProcessorsTest.settle(scheduler);
      assertThat(order).containsExactly("second", "first", "self");
    }
  }

  @Test
  void go_insideAPrivateScheduler_staysOnIt() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).name("private").build()) {
      var carrier = new AtomicReference<String>();
      Await.end(
          scheduler.go(
              () -> Go.go(() -> carrier.set(VirtualThreads.currentCarrier().getName())).join()));
      assertThat(carrier.get()).startsWith("gopark-private-M");
    }
  }

  @Test
  void go_outsideAnyScheduler_usesTheProcessWideOne() throws InterruptedException {
    var carrier = new AtomicReference<String>();
    Go.go(() -> carrier.set(VirtualThreads.currentCarrier().getName())).join();
    assertThat(carrier.get()).startsWith("gopark-main-M");
  }

  @Test
  @DisplayName("G6 what a goroutine throws goes to the handler; the scheduler goes on")
  void go_taskThrows_handlerGetsItAndNothingIsLost() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      var failure = new Exception("made by the test");
      var caught = new AtomicReference<Throwable>();
      Thread thread =
          scheduler.go(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> caught.set(e));
            throw failure;
          });
      Await.end(thread);
      assertThat(caught).hasValue(failure);
      Await.end(scheduler.go(() -> {}));
    }
  }

  @Test
  @DisplayName("G7 goexit ends the goroutine only, and silently")
  void goexit_onAScheduler_endsTheGoroutine() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      var caught = new AtomicReference<Throwable>();
      var after = new AtomicBoolean();
      var cleaned = new AtomicBoolean();
      Thread thread =
          scheduler.go(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> caught.set(e));
            try {
              Go.goexit();
              after.set(true);
            } finally {
              cleaned.set(true);
            }
          });
      Await.end(thread);
      assertThat(caught).hasNullValue();
      assertThat(after).isFalse();
      assertThat(cleaned).isTrue();
      Await.end(scheduler.go(() -> {}));
    }
  }

  @Test
  @DisplayName("G52 a goroutine is a thread: executors of the JDK start and join them")
  void threadFactory_perTaskExecutor_runsOnTheScheduler() {
    try (Scheduler scheduler = Scheduler.builder().procs(2).name("perTask").build()) {
      Set<String> carriers = ConcurrentHashMap.newKeySet();
      var done = new AtomicInteger();
      try (var executor = Executors.newThreadPerTaskExecutor(scheduler.threadFactory())) {
        for (int i = 0; i < 200; i++) {
          executor.execute(() -> {
            carriers.add(VirtualThreads.currentCarrier().getName());
            LockSupport.parkNanos(10_000);
            done.incrementAndGet();
          });
        }
      }
      assertThat(done).hasValue(200);
      assertThat(carriers).isNotEmpty().allMatch(name -> name.startsWith("gopark-perTask-M"));
    }
  }

  @Test
  @DisplayName("G34 threads of the factory count as goroutines while they run")
  void threadFactory_thread_countsWhileItRuns() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
      int before = Go.numGoroutine();
      var hold = new CountDownLatch(1);
      Thread thread = scheduler.threadFactory().newThread(() -> awaitQuietly(hold));
      assertThat(Go.numGoroutine()).as("not started yet").isEqualTo(before);
      try {
        thread.start();
        Await.until("it counts", () -> Go.numGoroutine() == before + 1);
        assertThat(scheduler.stats().goroutines()).isEqualTo(1);
      } finally {
        hold.countDown();
      }
      Await.end(thread);
      assertThat(Go.numGoroutine()).isEqualTo(before);
    }
  }

  @Test
  void threadFactory_closed_refuses() {
    Scheduler scheduler = Scheduler.builder().procs(1).build();
    var factory = scheduler.threadFactory();
    Thread late = factory.newThread(() -> {});
    scheduler.close();
    assertThatThrownBy(() -> factory.newThread(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(late::start).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void close_ownGoroutine_throwsAndChangesNothing() {
    try (Scheduler scheduler = Scheduler.builder().procs(1).name("own").build()) {
      var thrown = new AtomicReference<Throwable>();
      Await.end(
          scheduler.go(() -> {
            Runnable close = scheduler::close;
            try {
              close.run();
            } catch (Throwable e) {
              thrown.set(e);
            }
          }));
      assertThat(thrown.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("own");
      Await.end(scheduler.go(() -> {}));
    }
  }

  @Test
  void goexit_outside_throws() {
    assertThatIllegalStateException().isThrownBy(Go::goexit);
  }

  // Helpers

  static void runAll(Scheduler scheduler, int n, Runnable body) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      threads.add(scheduler.go(body::run));
    }
    threads.forEach(Await::end);
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static List<Thread> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .toList();
  }
}
