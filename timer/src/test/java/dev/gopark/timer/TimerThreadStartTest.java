package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.internal.EventSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A daemon that cannot be started, and one into which something is thrown. */
class TimerThreadStartTest {
  /** Refuses some threads, as a container does whose limit is reached. */
  private static ThreadFactory refusing(AtomicInteger refusals) {
    return runnable -> {
      if (refusals.getAndDecrement() > 0) {
        return new Thread(runnable) {
          @Override
          public void start() {
            throw new OutOfMemoryError("unable to create native thread, for the test");
          }
        };
      }
      Thread thread = new Thread(runnable, "gopark-timer-start-test");
      thread.setDaemon(true);
      return thread;
    };
  }

  private static long soon() {
    return System.nanoTime() + 1_000_000;
  }

  @Test
  void start_fails_nextAlarmStartsTheThread() throws Exception {
    var refusals = new AtomicInteger(2);
    var daemon = new TimerThread("test", new TimerThread[0], refusing(refusals));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> QueuedAlarm.started(daemon.shard(), due -> {}, soon()))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(daemon.isRunning()).isFalse();
    }
    // Later than those: who comes after a failure must not rely on them.
    var rung = new CountDownLatch(1);
    QueuedAlarm.started(daemon.shard(), due -> rung.countDown(), System.nanoTime() + 20_000_000);
    rung.await();
  }

  @Test
  void start_fails_anotherDaemonOfTheGroupStandsIn() throws Exception {
    var group = new TimerThread[2];
    group[0] = new TimerThread("first", group, refusing(new AtomicInteger()));
    group[1] = new TimerThread("second", group, refusing(new AtomicInteger(Integer.MAX_VALUE)));
    var rung = new CountDownLatch(3);
    QueuedAlarm.started(group[0].shard(), due -> rung.countDown(), soon());
    Waits.until("the first runs", group[0]::isRunning);
    for (int i = 0; i < 2; i++) {
      long left = rung.getCount();
      QueuedAlarm.started(group[1].shard(), due -> rung.countDown(), soon());
      Waits.until("it rings", () -> rung.getCount() < left);
    }
    rung.await();
    assertThat(group[1].isRunning()).isFalse();
  }

  @Test
  void start_byManyAtOnce_oneRuns() throws Exception {
    var daemon = new TimerThread("test", new TimerThread[0], refusing(new AtomicInteger()));
    var rung = new CountDownLatch(8);
    var go = new CountDownLatch(1);
    for (int i = 0; i < 8; i++) {
      Go.go(() -> {
        go.await();
        QueuedAlarm.started(daemon.shard(), due -> rung.countDown(), soon());
      });
    }
    go.countDown();
    rung.await();
  }

  @Test
  void run_somethingIsThrown_isReportedOnceAndGoesOn() throws Exception {
    var reported = new AtomicInteger();
    var last = new AtomicReference<Throwable>();
    ThreadFactory threads =
        runnable -> {
          Thread thread = refusing(new AtomicInteger()).newThread(runnable);
          thread.setUncaughtExceptionHandler((t, thrown) -> {
            reported.incrementAndGet();
            last.set(thrown);
            throw new IllegalStateException("the handler throws, too");
          });
          return thread;
        };
    var daemon = new TimerThread("test", new TimerThread[0], threads);
    var failures = new AtomicInteger(3);
    daemon.earlier(
        new EventSource() {
          @Override
          public long nextDeadline() {
            if (failures.getAndDecrement() > 0) {
              throw new OutOfMemoryError("for the test");
            }
            return NONE;
          }

          @Override
          public int fireDue(long now) {
            return 0;
          }
        },
        System.nanoTime());
    Waits.until("three failures", () -> failures.get() <= 0);
    var rung = new CountDownLatch(1);
    QueuedAlarm.started(daemon.shard(), due -> rung.countDown(), soon());
    rung.await();
    assertThat(reported).hasValue(1);
    assertThat(last.get()).isInstanceOf(OutOfMemoryError.class);
  }
}
