package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goroutines that become ready when there is no memory, or no stack, to say so. */
class UnheardTest {
  /** Without memory for the next so many elements. */
  private static final class Exhausted extends ConcurrentLinkedQueue<Scheduled> {
    private static final long serialVersionUID = 0;
    final transient AtomicInteger left = new AtomicInteger();

    @Override
    public boolean add(Scheduled goroutine) {
      if (left.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
        throw new OutOfMemoryError("says the test");
      }
      return super.add(goroutine);
    }
  }

  private final Exhausted queue = new Exhausted();
  private final Kernel kernel =
      new Kernel("unheard", 2, Duration.ofMillis(10).toNanos(), 256, 100, new GlobalQueue(queue));
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger turns = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void end() {
    queue.left.set(0);
    over.set(true);
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      Await.end(thread);
    }
    kernel.shutdown.close();
  }

  private void turnAtEachUnpark() {
    while (!over.get()) {
      turns.incrementAndGet();
      LockSupport.park();
    }
  }

  private Thread start(Runnable body) {
    Thread thread = kernel.lifetimes.newThread(null, body);
    thread.start();
    threads.add(thread);
    return thread;
  }

  private Thread parkedOne() {
    Thread thread = start(this::turnAtEachUnpark);
    Await.parked(thread);
    return thread;
  }

  private void goesOnAfterUnpark(Thread thread) {
    int before = turns.get();
    LockSupport.unpark(thread);
    Await.until("it goes on", () -> turns.get() > before);
    Await.parked(thread);
  }

  @Test
  void unpark_noMemoryForAWhile_runsWhenThereIsSome() {
    Thread thread = parkedOne();
    Await.parked(kernel.sysmon); // deep asleep: it has to be woken
    queue.left.set(3);
    goesOnAfterUnpark(thread); // threw in JDK 21, and the goroutine never ran again
    goesOnAfterUnpark(thread);
  }

  @Test
  void execute_noMemory_returnsAndLeavesANote() {
    Thread thread = parkedOne();
    Scheduled goroutine = kernel.registry.snapshot().get(0);
    queue.left.set(Integer.MAX_VALUE);
    goroutine.execute(goroutine.continuation()); // for nothing: it has not been unparked
    Await.until("sysmon tries", () -> queue.left.get() < Integer.MAX_VALUE - 10);

    queue.left.set(0);

    Await.until("it has been queued", () -> !kernel.someUnheard && !goroutine.unheard);
    goesOnAfterUnpark(thread);
  }

  @Test
  void unpark_noMemoryForAnAdoptedChild_runsWhenThereIsSome() {
    var started = new AtomicReference<Thread>();
    Await.end(start(() -> started.set(Thread.ofVirtual().start(this::turnAtEachUnpark))));
    Thread child = started.get();
    threads.add(child);
    Await.parked(child);
    Await.parked(kernel.sysmon);
    queue.left.set(3);
    goesOnAfterUnpark(child);
  }

  @Test
  void unpark_anyLevelOfAnOverflowingPlatformThread_isNotForgotten() {
    Thread thread = parkedOne();
    for (int round = 0; round < 10; round++) {
      var overflowed = new AtomicBoolean();
      Thread deep =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  deeper(thread, 0);
                } catch (StackOverflowError e) {
                  overflowed.set(true);
                }
              });
      Await.end(deep);
      assertThat(overflowed).isTrue();
      Await.parked(thread); // and not ready for ever
      Await.invariants(kernel); // sysmon may be readying it once more
      goesOnAfterUnpark(thread);
    }
  }

  private static int deeper(Thread thread, int level) {
    LockSupport.unpark(thread);
    return level == Integer.MAX_VALUE ? 0 : deeper(thread, level + 1) + 1;
  }
}
