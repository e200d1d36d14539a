package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private final Scheduler scheduler = Scheduler.builder().procs(2).name("adopting").build();

  @AfterEach
  void end() {
    ProcessorsTest.settle(scheduler);
    scheduler.close();
  }

  @Test
  void ofVirtual_insideAGoroutine_inheritsAndCountsUntilItsEnd() {
    int before = Go.numGoroutine();
    var hold = new CountDownLatch(1);
    var carrier = new AtomicReference<String>();
    var child = new AtomicReference<Thread>();
    Await.end(
        scheduler.go(() ->
            child.set(
                Thread.ofVirtual()
                    .name("child")
                    .start(() -> {
                      SchedulerTest.awaitQuietly(hold);
                      carrier.set(VirtualThreads.currentCarrier().getName());
                    }))));
    Await.parked(child.get());
    assertThat(Go.numGoroutine()).isEqualTo(before + 1);
    // Its machine forgets a goroutine after the thread's end.
    Await.until("only the child is alive", () -> scheduler.stats().goroutines() == 1);
    assertThat(scheduler.dump()).contains("\"child\"");

    hold.countDown();
    Await.end(child.get());

    Await.until("it is not counted any more", () -> Go.numGoroutine() == before);
    Await.until("nor alive", () -> scheduler.stats().goroutines() == 0);
    assertThat(carrier.get()).startsWith("gopark-adopting-M");
  }

  @Test
  void perTaskExecutor_insideAGoroutine_runsItsTasksHere() {
    var carriers = ConcurrentHashMap.<String>newKeySet();
    var done = new AtomicInteger();
    Await.end(
        scheduler.go(() -> {
          try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
              executor.execute(() -> {
                Thread.yield();
                carriers.add(VirtualThreads.currentCarrier().getName());
                done.incrementAndGet();
              });
            }
          }
        }));
    assertThat(done).hasValue(500);
    assertThat(carriers).isNotEmpty().allMatch(name -> name.startsWith("gopark-adopting-M"));
  }

  @Test
  void grandchildren_startedByAdoptedOnes_areAdoptedToo() {
    var depth = new AtomicInteger();
    Await.end(scheduler.go(() -> descend(depth, 20)));
    Await.until("all have run", () -> depth.get() == 20);
  }

  private static void descend(AtomicInteger depth, int left) {
    if (left > 0) {
      assertThat(VirtualThreads.currentCarrier().getName()).startsWith("gopark-adopting-M");
      Thread.ofVirtual().start(() -> descend(depth, left - 1));
      depth.incrementAndGet();
    }
  }

  @Test
  void child_hogs_losesTheProcessorLikeAnyGoroutine() {
    var over = new AtomicBoolean();
    scheduler.go(() -> {
      for (int i = 0; i < 3; i++) {
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                Thread.onSpinWait();
              }
            });
      }
    });
    try {
      Await.until("all three run", () -> scheduler.stats().handedOff() >= 2);
      Await.end(scheduler.go(() -> {}));
    } finally {
      over.set(true);
    }
  }

  @Test
  void child_outlivesItsParent_doesNotKeepIt() {
    var hold = new CountDownLatch(1);
    var child = new AtomicReference<Thread>();
    List<WeakReference<?>> parent = new ArrayList<>();
    startParent(hold, child, parent);
    Await.until("the child waits", () -> child.get() != null);
    Await.parked(child.get());
    Await.until("only the child is alive", () -> scheduler.stats().goroutines() == 1);
    Await.until(
        "thread and task of the parent are garbage",
        () -> {
          System.gc();
          return parent.stream().allMatch(reference -> reference.get() == null);
        });
    assertThat(child.get().isAlive()).isTrue();
    hold.countDown();
    Await.end(child.get());
  }

  private void startParent(
      CountDownLatch hold, AtomicReference<Thread> child, List<WeakReference<?>> parent) {
    var load = new byte[100];
    Thread thread =
        scheduler.go(() -> {
          load[0] = 1;
          child.set(Thread.ofVirtual().start(() -> SchedulerTest.awaitQuietly(hold)));
        });
    parent.add(new WeakReference<>(thread));
    parent.add(new WeakReference<>(load));
    Await.end(thread);
  }

  @Test
  void child_throws_isForgottenToo() {
    int before = Go.numGoroutine();
    var caught = new AtomicReference<Throwable>();
    Await.end(
        scheduler.go(() ->
            Thread.ofVirtual()
                .uncaughtExceptionHandler((t, e) -> caught.set(e))
                .start(() -> {
                  throw new IllegalStateException("made by the test");
                })));
    Await.until("it is reported", () -> caught.get() != null);
    Await.until("it is not counted any more", () -> Go.numGoroutine() == before);
  }

  @Test
  void children_manyThatPark_areAllForgotten() {
    List<Thread> children = new ArrayList<>();
    var hold = new CountDownLatch(1);
    Await.end(
        scheduler.go(() -> {
          for (int i = 0; i < 300; i++) {
            children.add(Thread.ofVirtual().start(() -> SchedulerTest.awaitQuietly(hold)));
          }
        }));
    children.forEach(Await::parked);
    Await.until("only they are alive", () -> scheduler.stats().goroutines() == 300);
    hold.countDown();
    children.forEach(Await::end);
  }
}
