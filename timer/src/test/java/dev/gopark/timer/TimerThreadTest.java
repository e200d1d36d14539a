package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimerHost;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TimerThreadTest {
  private final SystemTime time = SystemTime.get();

  @AfterEach
  void uninstall() {
    TimerHost.install(TimerHost.NOBODY);
  }

  @Test
  void get_findsTheEngine() {
    assertThat(time).isInstanceOf(SystemEngine.class);
    assertThat(time.engineOf(Timers.system())).isInstanceOf(SystemEngine.class);
  }

  @Test
  @DisplayName(
      "T23 the thread starts with the first timer, and does not wake up when nothing is due")
  void idle_noWakeUps() throws Exception {
    var thread = new TimerThread("gopark-timer-test");
    var rung = new CountDownLatch(1);
    QueuedAlarm.started(thread.shard(), due -> rung.countDown(), System.nanoTime() + 1_000_000);
    rung.await();
    // Hours ahead, and one that was stopped.
    List<QueuedAlarm> ballast = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      long hour = System.nanoTime() + Duration.ofHours(1).toNanos();
      ballast.add(QueuedAlarm.started(thread.shard(), due -> {}, hour));
    }
    Waits.until("it does not wake up", () -> isQuiet(thread));
    assertThat(ballast).allMatch(Alarm::isSet);
  }

  /** Whether nothing happened for more than half a second. */
  private static boolean isQuiet(TimerThread thread) {
    long before = thread.wakeUps();
    LockSupport.parkNanos(600_000_000);
    return thread.wakeUps() == before;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("T23 the operating system does not run the thread while 100,000 timers are far away")
  void idle_manyPending_noContextSwitches() throws Exception {
    // Unique within the 15 characters that Linux keeps of a thread's name.
    var thread = new TimerThread("gpidle" + ProcessHandle.current().pid());
    List<QueuedAlarm> far = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      long deadline = System.nanoTime() + Duration.ofHours(1).toNanos() + i * 1_000_003L;
      far.add(QueuedAlarm.started(thread.shard(), due -> {}, deadline));
    }
    Path status = statusOf("gpidle" + ProcessHandle.current().pid());
    // It may still be busy with what was armed, and the system may stop it once for its own
    // reasons.
    Waits.until("two seconds pass without it", () -> isNotRunFor(status, 2_000_000_000));
    assertThat(far).allMatch(Alarm::isSet);
  }

  /** What Linux says about a thread of this process. */
  private static Path statusOf(String name) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        if (isNamed(task, name)) {
          return task.resolve("status");
        }
      }
    }
    throw new AssertionError("no thread is named " + name);
  }

  private static boolean isNamed(Path task, String name) {
    try {
      return Files.readString(task.resolve("comm")).strip().equals(name);
    } catch (IOException e) {
      // It has ended since it was listed, such as one that compiles for the JVM.
      return false;
    }
  }

  private static boolean isNotRunFor(Path status, long nanos) {
    List<String> before = contextSwitches(status);
    LockSupport.parkNanos(nanos);
    return contextSwitches(status).equals(before);
  }

  /** How often it gave up its processor, and how often it lost it. */
  private static List<String> contextSwitches(Path status) {
    List<String> counts;
    try {
      counts =
          Files.readAllLines(status).stream()
              .filter(line -> line.contains("voluntary_ctxt_switches"))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(counts).hasSize(2);
    return counts;
  }

  @Test
  void wakeUps_churnOfShortTimeouts_areFew() {
    var thread = new TimerThread("gopark-timer-churn");
    for (int i = 0; i < 200_000; i++) {
      QueuedAlarm.started(thread.shard(), due -> {}, System.nanoTime() + 10_000_000_000L).stop();
    }
    assertThat(thread.wakeUps()).isLessThan(10);
  }

  @Test
  @DisplayName("T21 alarms live in the source of the caller's processor, which drives them")
  void source_ofAHost_isDrivenByIt() {
    var earlier = new ArrayList<Long>();
    EventSource source = time.newSource((s, deadline) -> earlier.add(deadline));
    Thread caller = Thread.currentThread();
    TimerHost.install(() -> Thread.currentThread() == caller ? source : null);
    var rung = new ArrayList<Long>();
    long soon = System.nanoTime();
    Alarm alarm = time.start(rung::add, soon);
    assertThat(earlier).containsExactly(soon);
    assertThat(source.nextDeadline()).isEqualTo(soon);
    assertThat(source.fireDue(System.nanoTime())).isOne();
    assertThat(rung).containsExactly(soon);
    assertThat(alarm.isSet()).isFalse();
    assertThat(source.nextDeadline()).isEqualTo(EventSource.NONE);
  }

  @Test
  @DisplayName("T24 a source that is given back goes on firing, now and for alarms set later")
  void adopt_source_isDrivenByADaemon() throws Exception {
    EventSource source = time.newSource((s, deadline) -> {});
    TimerHost.install(() -> source);
    var first = new CountDownLatch(1);
    var second = new CountDownLatch(1);
    time.start(due -> first.countDown(), System.nanoTime() + 1_000_000);
    Alarm later = time.alarm(due -> second.countDown());
    TimerHost.install(TimerHost.NOBODY);
    time.adopt(source);
    first.await();
    Waits.until("it is empty", () -> source.nextDeadline() == EventSource.NONE);
    later.set(System.nanoTime() + 1_000_000);
    second.await();
  }

  @Test
  void instant_agreesWithTheCalendarAndKeepsDifferences() {
    Duration tolerance = Duration.ofMillis(50); // of the two clocks' drift
    Instant before = Instant.now();
    long now = System.nanoTime();
    Instant after = Instant.now();
    Instant at = time.instant(now);
    assertThat(at).isBetween(before.minus(tolerance), after.plus(tolerance));
    assertThat(Duration.between(at, time.instant(now + 1_234_567)))
        .isEqualTo(Duration.ofNanos(1_234_567));
    assertThat(time.instant(now - 1)).isEqualTo(at.minusNanos(1));
  }

  // Timed waits

  @Test
  @DisplayName("T2 a timed wait that races with a claim ends exactly one way")
  void awaitUntil_againstClaim_endsOneWay() throws Exception {
    int timedOut = 0;
    for (int i = 0; i < 2_000; i++) {
      long nanos = (i % 50) * 1_000L;
      var queue = new WaitQueue();
      var lock = new Object();
      var outcome = new AtomicReference<Waiter.Outcome>();
      var queued = new CountDownLatch(1);
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                var waiter = new Waiter(WaitReason.SLEEP, null);
                synchronized (lock) {
                  queue.add(waiter);
                }
                queued.countDown();
                outcome.set(waiter.awaitUntil(System.nanoTime() + nanos));
              });
      queued.await();
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos / 2) {
        Thread.onSpinWait();
      }
      Waiter claimed;
      synchronized (lock) {
        var node = queue.claimFirst();
        claimed = node == null ? null : node.waiter();
      }
      if (claimed != null) {
        claimed.wake();
      }
      thread.join();
      assertThat(outcome.get())
          .as("round %d", i)
          .isEqualTo(claimed == null ? Waiter.Outcome.TIMED_OUT : Waiter.Outcome.WOKEN);
      timedOut += claimed == null ? 1 : 0;
    }
    assertThat(timedOut).isBetween(0, 2_000);
  }

  @Test
  void awaitUntil_keptWaiter_lateRingDoesNotEndTheNextWait() throws Exception {
    var thrown = new AtomicReference<Throwable>();
    Thread thread =
        Thread.ofVirtual()
            .uncaughtExceptionHandler((t, e) -> thrown.set(e))
            .start(() -> {
              var waiter = new Waiter(WaitReason.SLEEP, null);
              for (int i = 0; i < 2_000; i++) {
                waiter.rearm(WaitReason.SLEEP, null);
                long deadline = System.nanoTime() + (i % 40) * 1_000L;
                if (i % 3 == 0) {
                  Thread.currentThread().interrupt();
                }
                Waiter.Outcome outcome = waiter.awaitUntil(deadline);
                if (outcome == Waiter.Outcome.TIMED_OUT && System.nanoTime() - deadline < 0) {
                  throw new AssertionError("early in round " + i);
                }
                // A ring of an older round, however late, finds another deadline.
                waiter.rearm(WaitReason.SLEEP, null);
                waiter.ring(deadline);
                if (!waiter.isWaiting()) {
                  throw new AssertionError("ended by an old ring in round " + i);
                }
              }
            });
    thread.join();
    assertThat(thrown.get()).isNull();
  }
}
