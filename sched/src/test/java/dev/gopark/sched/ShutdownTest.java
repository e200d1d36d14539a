package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final Scheduler scheduler = Scheduler.builder().procs(2).name("closing").build();

  @AfterEach
  void closeIt() {
    scheduler.close();
  }

  @Test
  void close_idle_returnsAndEndsTheThreads() {
    scheduler.close();
    Await.until("its threads end", () -> SchedulerTest.threads("gopark-closing-").isEmpty());
    assertThat(scheduler.kernel().machines.live()).isZero();
  }

  @Test
  void close_twiceAndByTwo_returns() throws InterruptedException {
    var hold = new CountDownLatch(1);
    scheduler.go(() -> hold.await());
    Thread one = Thread.ofPlatform().start(scheduler::close);
    Thread two = Thread.ofVirtual().start(scheduler::close);
    Await.parked(one);
    Await.parked(two);
    hold.countDown();
    one.join();
    two.join();
    scheduler.close();
  }

  @Test
  void close_liveGoroutine_waitsAndRefusesNewOnes() throws InterruptedException {
    var hold = new CountDownLatch(1);
    Thread live = scheduler.go(() -> hold.await());
    Thread closer = Thread.ofPlatform().start(scheduler::close);
    Await.until("it refuses", () -> scheduler.kernel().shutdown.isRefusing());

    assertThatThrownBy(() -> scheduler.go(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("closing");
    Await.parked(closer);

    hold.countDown();
    closer.join();
    Await.end(live);
    assertThat(closer.isInterrupted()).isFalse();
  }

  @Test
  void closeLimited_nobodyAlive_closes() throws InterruptedException {
    assertThat(scheduler.close(Duration.ZERO)).isTrue();
    Await.until("its threads end", () -> SchedulerTest.threads("gopark-closing-").isEmpty());
    assertThat(scheduler.close(Duration.ofSeconds(-1))).as("again").isTrue();
  }

  @Test
  void closeLimited_oneStaysAlive_saysSoAndEndsWhenItHasEnded() throws InterruptedException {
    var hold = new CountDownLatch(1);
    Thread live = scheduler.go(() -> hold.await());
    Await.parked(live);

    assertThat(scheduler.close(Duration.ofMillis(1))).isFalse();

    assertThat(scheduler.goroutines()).containsExactly(live);
    assertThat(live.isInterrupted()).isFalse();
    assertThatThrownBy(() -> scheduler.go(() -> {})).isInstanceOf(RejectedExecutionException.class);
    hold.countDown();
    Await.until("its threads end", () -> SchedulerTest.threads("gopark-closing-").isEmpty());
    assertThat(scheduler.goroutines()).isEmpty();
    assertThat(scheduler.close(Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void closeLimited_endlessChildOfALibrary_doesNotHoldItUp() throws InterruptedException {
    var hold = new CountDownLatch(1);
    var library = new AtomicReference<Thread>();
    Await.end(
        scheduler.go(
            () -> library.set(Thread.ofVirtual().start(() -> SchedulerTest.awaitQuietly(hold)))));
    Await.parked(library.get());
    assertThat(scheduler.close(Duration.ofMillis(1))).isFalse();
    assertThat(scheduler.goroutines()).containsExactly(library.get());
    hold.countDown();
  }

  @Test
  void closeLimited_interrupted_throwsAndGoesOnClosing() throws InterruptedException {
    var hold = new CountDownLatch(1);
    scheduler.go(() -> hold.await());
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> scheduler.close(Duration.ofMinutes(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(scheduler.kernel().shutdown.isRefusing()).isTrue();
    hold.countDown();
    Await.until("its threads end", () -> SchedulerTest.threads("gopark-closing-").isEmpty());
  }

  @Test
  void closeLimited_byAGoroutineOfItsOwn_refuses() {
    var thrown = new AtomicReference<Throwable>();
    Await.end(
        scheduler.go(() -> {
          try {
            scheduler.close(Duration.ZERO);
          } catch (IllegalStateException e) {
            thrown.set(e);
          }
        }));
    assertThat(thrown.get()).hasMessageContaining("would wait for itself");
    assertThat(scheduler.kernel().shutdown.isRefusing()).isFalse();
  }

  @Test
  void close_closed_refusesWithoutCounting() {
    scheduler.close();
    int before = Go.numGoroutine();
    assertThatThrownBy(() -> scheduler.go(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThat(Go.numGoroutine()).isEqualTo(before);
    assertThat(scheduler.stats().goroutines()).isZero();
  }

  @Test
  void close_closerInterrupted_interruptsGoroutinesAndWaitsOn() throws InterruptedException {
    var interrupted = new AtomicInteger();
    var hold = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      scheduler.go(() -> {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          interrupted.incrementAndGet();
        }
        hold.await();
      });
    }
    var flag = new AtomicBoolean();
    Thread closer =
        Thread.ofPlatform()
            .start(() -> {
              scheduler.close();
              flag.set(Thread.currentThread().isInterrupted());
            });
    Await.parked(closer);

    closer.interrupt();

    Await.until("all have been interrupted", () -> interrupted.get() == 3);
    Await.parked(closer);
    hold.countDown();
    closer.join();
    assertThat(flag).as("the interrupt is left set").isTrue();
  }

  @Test
  void close_goroutineStartsChildrenByMeansOfTheJdk_letsThemIn() throws InterruptedException {
    var done = new AtomicInteger();
    var hold = new CountDownLatch(1);
    scheduler.go(() -> {
      hold.await();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 10; i++) {
          executor.execute(done::incrementAndGet);
        }
      }
    });
    Thread closer = Thread.ofPlatform().start(scheduler::close);
    Await.until("it refuses", () -> scheduler.kernel().shutdown.isRefusing());
    hold.countDown();
    closer.join();
    assertThat(done).hasValue(10);
  }

  @Test
  void close_goroutineStartsAnotherWithGo_refusesIt() throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();
    var hold = new CountDownLatch(1);
    scheduler.go(() -> {
      hold.await();
      try {
        Go.go(() -> {});
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
    Thread closer = Thread.ofPlatform().start(scheduler::close);
    Await.until("it refuses", () -> scheduler.kernel().shutdown.isRefusing());
    hold.countDown();
    closer.join();
    assertThat(thrown.get()).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void close_uncaughtExceptionHandlerWaits_waitsForIt() throws InterruptedException {
    var entered = new CountDownLatch(1);
    var hold = new CountDownLatch(1);
    var handled = new AtomicBoolean();
    Thread thread =
        scheduler.go(() -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((t, e) -> {
                entered.countDown();
                SchedulerTest.awaitQuietly(hold);
                handled.set(true);
              });
          throw new IllegalStateException("made by the test");
        });
    entered.await();
    Await.parked(thread);
    Thread closer = Thread.ofPlatform().start(scheduler::close);
    Await.parked(closer);

    assertThat(scheduler.stats().goroutines()).as("it is still alive").isEqualTo(1);
    hold.countDown();
    closer.join();
    Await.end(thread);
    assertThat(handled).isTrue();
  }

  @Test
  void close_childMadeBeforeAndStartedAfter_isRefused() {
    var made = new AtomicReference<Thread>();
    Await.end(scheduler.go(() -> made.set(Thread.ofVirtual().unstarted(() -> {}))));
    scheduler.close();
    int before = Go.numGoroutine();

    assertThatThrownBy(() -> made.get().start()).isInstanceOf(RejectedExecutionException.class);

    Await.end(made.get());
    assertThat(Go.numGoroutine()).isEqualTo(before);
  }

  @Test
  void close_blockedAndHoggedMachines_endsThemToo() {
    var spin = new AtomicBoolean(true);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          scheduler.go(() -> {
            while (spin.get()) {
              Thread.onSpinWait();
            }
          }));
    }
    try {
      Await.until("processors are handed off", () -> scheduler.stats().handedOff() >= 2);
      Await.parked(Thread.ofPlatform().start(scheduler::close));
    } finally {
      spin.set(false);
    }
    scheduler.close();
    threads.forEach(Await::end);
    Await.until("its threads end", () -> SchedulerTest.threads("gopark-closing-").isEmpty());
    assertThat(scheduler.kernel().machines.live()).isZero();
  }

  @Test
  void close_racesWithStarts_everyGoroutineRunsOrIsRefused() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Scheduler one = Scheduler.builder().procs(1).build();
      var ran = new AtomicInteger();
      var accepted = new AtomicInteger();
      Thread starter =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (true) {
                    one.go(ran::incrementAndGet);
                    accepted.incrementAndGet();
                  }
                } catch (RejectedExecutionException e) {
                  // That was it.
                }
              });
      if (round % 2 == 0) {
        Await.until("it has begun", () -> accepted.get() > 0);
      }
      one.close();
      starter.join();
      assertThat(ran).hasValue(accepted.get());
    }
  }
}
