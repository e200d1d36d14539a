package dev.gopark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.sync.Mutex;
import dev.gopark.sync.Once;
import dev.gopark.sync.RWMutex;
import dev.gopark.sync.WaitGroup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What fast paths allocate, counted by the JVM for the thread of the test: the least of several
 * rounds, since linking and class loading count too.
 */
class AllocationTest {
  private static final int RUNS = 10_000;
  private static final int ROUNDS = 10;

  /**
   * Of com.sun.management.ThreadMXBean, by name: the module under test does not read its module.
   */
  private static final MethodHandle ALLOCATED = allocated();

  /** Keeps the compiler from dropping what is made. */
  private volatile Object kept;

  private static MethodHandle allocated() {
    try {
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return MethodHandles.publicLookup()
          .findVirtual(
              Class.forName("com.sun.management.ThreadMXBean"),
              "getThreadAllocatedBytes",
              MethodType.methodType(long.class, long.class))
          .bindTo(bean);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static double bytesPerRun(Task task) throws Throwable {
    long thread = Thread.currentThread().threadId();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = (long) ALLOCATED.invoke(thread);
      for (int i = 0; i < RUNS; i++) {
        task.run();
      }
      least = Math.min(least, (double) ((long) ALLOCATED.invoke(thread) - before) / RUNS);
    }
    return least;
  }

  private static void assertNothing(Task task) throws Throwable {
    // Less than one byte a run: what the JVM's own bookkeeping may cost a round.
    assertThat(bytesPerRun(task)).as("bytes a run").isLessThan(1);
  }

  @Test
  @DisplayName("M3 a lock that is free and its unlock make nothing, no queue either")
  void locks_uncontended_nothing() throws Throwable {
    var mutex = new Mutex();
    assertNothing(() -> {
      mutex.lock();
      mutex.unlock();
    });
    var rw = new RWMutex();
    assertNothing(() -> {
      rw.rLock();
      rw.rUnlock();
      rw.lock();
      rw.unlock();
    });
    assertThat(bytesPerRun(() -> kept = new Mutex())).as("bytes of a mutex").isLessThan(25);
  }

  @Test
  @DisplayName(
      "O2 a run of a Once that has run makes nothing; nor does a WaitGroup without waiters")
  void once_done_nothing() throws Throwable {
    var once = new Once();
    Task task = () -> {};
    assertNothing(() -> once.run(task));
    var group = new WaitGroup();
    assertNothing(() -> {
      group.add(1);
      group.done();
      group.await();
    });
  }

  @Test
  @DisplayName("G43 a Defer into which nothing is pushed is one small object at most")
  void defer_unused_oneObjectAtMost() throws Throwable {
    assertThat(
            bytesPerRun(() -> {
              Defer defer = Defer.open();
              defer.close();
              kept = defer;
            }))
        .isBetween(1.0, 24.5);
  }
}
