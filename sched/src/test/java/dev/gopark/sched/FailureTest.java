package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.internal.StackReserve;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors inside goroutines and inside the loop: no processor and no goroutine is lost. */
class FailureTest {
  private final Scheduler scheduler = Scheduler.builder().procs(2).ringSize(4).build();

  @AfterEach
  void end() {
    ProcessorsTest.settle(scheduler);
    scheduler.close();
  }

  /** A body that calls itself until its stack is used up, doing something on each level. */
  private static int deeper(Runnable each, int level) {
    each.run();
    return level == Integer.MAX_VALUE ? 0 : deeper(each, level + 1) + 1;
  }

  private static void untilOverflow(Runnable each, AtomicInteger overflows) {
    try {
      deeper(each, 0);
    } catch (StackOverflowError e) {
      overflows.incrementAndGet();
    }
  }

  private void overflowMany(int n, Runnable each) {
    var overflows = new AtomicInteger();
    SchedulerTest.runAll(scheduler, n, () -> untilOverflow(each, overflows));
    assertThat(overflows).hasValue(n);
    var others = new AtomicInteger();
    SchedulerTest.runAll(scheduler, 100, others::incrementAndGet);
    assertThat(others).hasValue(100);
  }

  @Test
  void stackOverflow_plain_schedulerGoesOn() {
    overflowMany(50, () -> {});
  }

  @Test
  void stackOverflow_notCaught_schedulerGoesOn() {
    var caught = new AtomicInteger();
    SchedulerTest.runAll(
        scheduler,
        20,
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((t, e) -> caught.incrementAndGet());
          deeper(() -> {}, 0);
        });
    assertThat(caught).hasValue(20);
  }

  @Test
  void stackOverflow_startsAtEachLevel_everyStartedOneRuns() {
    var started = new AtomicInteger();
    var ran = new AtomicInteger();
    overflowMany(
        2,
        () -> {
          Go.go(ran::incrementAndGet);
          started.incrementAndGet();
        });
    ProcessorsTest.settle(scheduler);
    assertThat(ran.get()).isGreaterThanOrEqualTo(started.get());
  }

  @Test
  void stackOverflow_startQueuesButCannotWake_doesNotThrow() {
    // The check for the wake-up of the other, idle processor needs more stack than the queueing.
    Kernel kernel = scheduler.kernel();
    var ran = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Thread prepared = kernel.lifetimes.newThread(null, ran::incrementAndGet);
      Thread later = kernel.lifetimes.newThread(null, ran::incrementAndGet);
      later.start();
      Await.end(later); // all it needs has been used before
      ProcessorsTest.settle(scheduler);
      var thrown = new AtomicReference<Throwable>();
      int before = ran.get();
      Await.end(scheduler.go(() -> startAtTheEnd(prepared, thrown, 0)));
      if (thrown.get() == null) {
        Await.end(prepared);
      } else {
        ProcessorsTest.settle(scheduler);
        assertThat(ran).as("start has thrown %s", thrown.get()).hasValue(before);
      }
    }
  }

  /** Starts a thread at the first level at which the reserve does not suffice. */
  private static int startAtTheEnd(Thread prepared, AtomicReference<Throwable> thrown, int level) {
    try {
      StackReserve.check();
    } catch (StackOverflowError e) {
      try {
        prepared.start();
      } catch (StackOverflowError again) {
        thrown.set(again);
      }
      return 0;
    }
    return level == Integer.MAX_VALUE ? 0 : startAtTheEnd(prepared, thrown, level + 1) + 1;
  }

  @Test
  void error_thrownBetweenTwoRuns_machineGoesOn() {
    // A goroutine whose continuation fails, as when the JDK cannot mount it.
    Kernel kernel = scheduler.kernel();
    for (int i = 0; i < 10; i++) {
      kernel.global.put(
          new Scheduled(
              kernel,
              () -> {
                throw new StackOverflowError("made by the test");
              },
              null));
      kernel.idle.wake();
    }
    var others = new AtomicInteger();
    SchedulerTest.runAll(scheduler, 100, others::incrementAndGet);
    assertThat(others).hasValue(100);
  }
}
