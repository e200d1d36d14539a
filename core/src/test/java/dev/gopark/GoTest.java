package dev.gopark;

import static dev.gopark.internal.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.internal.Goroutine;
import dev.gopark.internal.Spawner;
import dev.gopark.internal.TaskGoroutine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GoTest {
  /** What the default handler was given, as "thread name: throwable". */
  private final Queue<String> reports = new ConcurrentLinkedQueue<>();

  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  /** What earlier tests started may have done its work and not have ended yet. */
  @BeforeEach
  void awaitQuiet() {
    until("the goroutines of other tests have ended", () -> Go.numGoroutine() == 0);
  }

  private void collectReports() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
      assertThat(thread).isSameAs(Thread.currentThread());
      reports.add(thread.getName() + ": " + thrown);
    });
  }

  @AfterEach
  void restoreHandler() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  @DisplayName("G1 go runs the task on a virtual daemon thread of its own")
  void go_runsTask() throws InterruptedException {
    var ran = new AtomicReference<Thread>();
    Thread thread = Go.go(() -> ran.set(Thread.currentThread()));
    thread.join();
    assertThat(ran).hasValue(thread);
    assertThat(thread.isVirtual()).isTrue();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread).isNotSameAs(Thread.currentThread());
    Thread named = Go.go("worker", () -> ran.set(Thread.currentThread()));
    named.join();
    assertThat(named.getName()).isEqualTo("worker");
    assertThat(ran).hasValue(named);
  }

  @Test
  @DisplayName("G1 TestGoNil: a null task or name is refused and starts nothing")
  void go_null_throws() {
    int count = Go.numGoroutine();
    Task none = null;
    String noName = null;
    assertThatThrownBy(() -> Go.go(none))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("go of a null task");
    assertThatThrownBy(() -> Go.go("name", none))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("go of a null task");
    assertThatThrownBy(() -> Go.go(noName, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("go with a null name");
    assertThat(Go.numGoroutine()).isEqualTo(count);
  }

  @Test
  @DisplayName("actions before go happen-before the goroutine")
  void go_publishes() throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      var cell = new int[] {i};
      var seen = new int[1];
      Go.go(() -> seen[0] = cell[0]).join();
      assertThat(seen[0]).isEqualTo(i);
    }
  }

  @Test
  @DisplayName("G34 numGoroutine is exact when quiet: live goroutines count, ended ones do not")
  void numGoroutine_isExactWhenQuiet() throws InterruptedException {
    int base = Go.numGoroutine();
    var end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      threads.add(Go.go(end::await));
      assertThat(Go.numGoroutine()).isEqualTo(base + i + 1);
    }
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(Go.numGoroutine()).isEqualTo(base);
  }

  @Test
  @DisplayName("G34 a goroutine that throws or exits no longer counts once joined")
  void numGoroutine_afterThrowAndExit() throws InterruptedException {
    collectReports();
    int base = Go.numGoroutine();
    for (int i = 0; i < 50; i++) {
      Go.go(
              () -> {
                throw new IOException("x");
              })
          .join();
      Go.go(Go::goexit).join();
      assertThat(Go.numGoroutine()).isEqualTo(base);
    }
    assertThat(reports).hasSize(50);
  }

  @Test
  @DisplayName("G34 a goroutine that could not be started does not count")
  void numGoroutine_failedStart() {
    int base = Go.numGoroutine();
    var broken =
        new Spawner() {
          @Override
          public Thread spawn(String name, Runnable body) {
            throw new IllegalStateException("no thread");
          }

          @Override
          public String unusable() {
            return null;
          }
        };
    assertThatThrownBy(() -> Goroutine.start(broken, null, new TaskGoroutine(() -> {})))
        .hasMessage("no thread");
    assertThat(Go.numGoroutine()).isEqualTo(base);
  }

  @Test
  @DisplayName(
      "G7 TestGoexitDefer: goexit runs finally blocks, ends the goroutine, reports nothing")
  void goexit_isSilent() throws InterruptedException {
    collectReports();
    List<String> steps = new ArrayList<>();
    Go.go(
            () -> {
              try {
                deep(steps, 10);
                steps.add("after");
              } finally {
                steps.add("finally");
              }
            })
        .join();
    assertThat(steps).containsExactly("exit", "finally");
    assertThat(reports).isEmpty();
  }

  private static void deep(List<String> steps, int depth) {
    if (depth == 0) {
      steps.add("exit");
      Go.goexit();
    } else {
      deep(steps, depth - 1);
    }
  }

  @Test
  @DisplayName("G7 a goexit in a deferred task while another unwinds is silent, as in Go")
  void goexit_inADeferredTaskOfAnother_isSilent() throws InterruptedException {
    collectReports();
    var ran = new ConcurrentLinkedQueue<String>();
    Go.go(
            () -> {
              try (var outer = Defer.open()) {
                outer.push(() -> ran.add("outer"));
                outer.push(Go::goexit);
                try (var inner = Defer.open()) {
                  inner.push(() -> ran.add("inner"));
                  inner.push(Go::goexit);
                  Go.goexit();
                }
              }
            })
        .join();
    assertThat(reports).isEmpty();
    assertThat(ran).containsExactly("inner", "outer");
  }

  @Test
  @DisplayName("what is thrown while two goexits unwind is reported, each throwable once")
  void goexit_twoAndThrowables_reportsThese() throws InterruptedException {
    var caught = new ConcurrentLinkedQueue<Throwable>();
    var first = new IllegalStateException("first");
    var second = new IllegalStateException("second");
    Go.go(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((t, e) -> caught.add(e));
              try (var outer = Defer.open()) {
                outer.push(() -> {
                  throw second;
                });
                try (var inner = Defer.open()) {
                  inner.push(Go::goexit);
                  inner.push(() -> {
                    throw first;
                  });
                  Go.goexit();
                }
              }
            })
        .join();
    assertThat(caught).containsExactly(first);
    assertThat(first.getSuppressed()).containsExactly(second);
  }

  @Test
  @DisplayName("G7 goexit outside a goroutine throws and ends nothing")
  void goexit_outside_throws() throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();
    Runnable exits =
        () -> {
          try {
            Go.goexit();
          } catch (IllegalStateException e) {
            thrown.set(e);
          }
        };
    for (Thread thread :
        List.of(Thread.ofPlatform().unstarted(exits), Thread.ofVirtual().unstarted(exits))) {
      thread.start();
      thread.join();
      assertThat(thrown.getAndSet(null))
          .hasMessageStartingWith("goexit outside a goroutine")
          .hasMessageContaining("was not started by Go.go");
    }
  }

  @Test
  @DisplayName("goexit of one goroutine leaves the others alone")
  void goexit_others_goOn() throws InterruptedException {
    var end = new CountDownLatch(1);
    var ended = new AtomicInteger();
    Thread other =
        Go.go(() -> {
          end.await();
          ended.incrementAndGet();
        });
    Go.go(Go::goexit).join();
    assertThat(other.isAlive()).isTrue();
    end.countDown();
    other.join();
    assertThat(ended).hasValue(1);
  }

  @Test
  @DisplayName("G6 a throwable that leaves a goroutine is reported once, with the goroutine's name")
  void uncaught_isReportedOnce() throws InterruptedException {
    collectReports();
    Go.go(
            "loader",
            () -> {
              throw new IOException("disk");
            })
        .join();
    assertThat(reports).containsExactly("loader: java.io.IOException: disk");
    reports.clear();
    Thread unnamed =
        Go.go(() -> {
          throw new StackOverflowError();
        });
    unnamed.join();
    assertThat(reports)
        .containsExactly("goroutine-" + unnamed.threadId() + ": java.lang.StackOverflowError");
  }

  @Test
  @DisplayName("G6 the handler of the thread comes before the default one")
  void uncaught_threadHandler() throws InterruptedException {
    collectReports();
    var own = new ConcurrentLinkedQueue<Throwable>();
    var thrown = new IllegalStateException("mine");
    Go.go(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((t, e) -> own.add(e));
              throw thrown;
            })
        .join();
    assertThat(own).containsExactly(thrown);
    assertThat(reports).isEmpty();
  }

  @Test
  @DisplayName("G6 a throw ends that goroutine only")
  void uncaught_endsOneGoroutine() throws InterruptedException {
    collectReports();
    var end = new CountDownLatch(1);
    Thread other = Go.go(end::await);
    Go.go(
            () -> {
              throw new AssertionError("x");
            })
        .join();
    assertThat(other.isAlive()).isTrue();
    end.countDown();
    other.join();
    assertThat(reports).hasSize(1);
  }

  @Test
  @DisplayName("many that do nothing but gosched do not keep another from running for ever")
  void gosched_manyThatOnlyYield_letOthersRun() throws InterruptedException {
    var over = new AtomicBoolean();
    var yielders = new ArrayList<Thread>();
    try {
      for (int i = 0; i < 9; i++) {
        yielders.add(
            Go.go(() -> {
              while (!over.get()) {
                Go.gosched();
              }
            }));
      }
      for (int i = 0; i < 10; i++) {
        var ran = new CountDownLatch(1);
        Thread tenth = Go.go(ran::countDown);
        assertThat(ran.await(30, TimeUnit.SECONDS)).as("the tenth ran").isTrue();
        tenth.join();
      }
    } finally {
      over.set(true);
    }
    for (Thread yielder : yielders) {
      yielder.join();
    }
  }

  @Test
  @DisplayName("G23 TestYieldProgress: gosched lets others run")
  void gosched_letsOthersRun() throws InterruptedException {
    var go = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    // No more than two: the JDK's scheduler lets goroutines that only yield starve a third.
    for (int i = 0; i < 2; i++) {
      int self = i;
      threads.add(
          Go.go(() -> {
            while (go.get() < 100) {
              if (go.get() % 2 == self) {
                go.incrementAndGet();
              } else {
                Go.gosched();
              }
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(go.get()).isBetween(100, 101);
    Go.gosched();
  }

  @Test
  @DisplayName("an interrupt reaches a goroutine as InterruptedException")
  void interrupt_reachesGoroutine() throws InterruptedException {
    var interrupted = new AtomicInteger();
    Thread thread =
        Go.go(() -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
          }
        });
    until("it waits", () -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    thread.join();
    assertThat(interrupted).hasValue(1);
  }

  @Test
  @DisplayName("a goroutine's body prints what it is")
  void toString_namesTask() {
    Task task = () -> {};
    assertThat(new TaskGoroutine(task)).hasToString("goroutine of " + task);
  }

  private static int depth(int left) {
    return left == 0 ? 0 : 1 + depth(left - 1);
  }

  @Test
  @DisplayName("G2 a stack grows by thousands of frames; one without end ends its goroutine only")
  void go_deepRecursion_growsOrEndsAlone() throws InterruptedException {
    var depth = new AtomicInteger();
    Go.go(() -> depth.set(depth(2_000))).join();
    assertThat(depth).hasValue(2_000);

    collectReports();
    Go.go("endless", () -> depth.set(depth(Integer.MAX_VALUE))).join();
    assertThat(reports).containsExactly("endless: java.lang.StackOverflowError");
    Go.go(depth::incrementAndGet).join();
    assertThat(depth).hasValue(2_001);
  }
}
