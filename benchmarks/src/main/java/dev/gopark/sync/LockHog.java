package dev.gopark.sync;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.sched.Rows;
import dev.gopark.sched.Samples;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long a victim waits for a lock beside a hog that holds it for 20 microseconds at a time and
 * takes it again at once. The victim comes every 20 microseconds.
 *
 * <p>Both are goroutines, then both are platform threads: a row for each lock, each of the two and
 * each percentile. {@code mutex} is ours.
 */
public final class LockHog {
  private static final long HELD = TimeUnit.MICROSECONDS.toNanos(20);

  private LockHog() {}

  /** Runs all. */
  public static void run(Rows rows, boolean quick) throws Exception {
    for (boolean goroutines : new boolean[] {true, false}) {
      measure(rows, quick, "mutex", goroutines, new Mutex());
      measure(rows, quick, "unfair", goroutines, Lockers.of(new ReentrantLock()));
      measure(rows, quick, "fair", goroutines, Lockers.of(new ReentrantLock(true)));
    }
  }

  private static void measure(
      Rows rows, boolean quick, String lock, boolean goroutines, Locker locker) throws Exception {
    race(locker, goroutines, TimeUnit.MILLISECONDS.toNanos(300)); // until it is compiled
    Samples waits = race(locker, goroutines, TimeUnit.SECONDS.toNanos(quick ? 1 : 5));
    String metric = lock + (goroutines ? "Goroutines" : "Threads");
    rows.print(0, metric + "Count", waits.size(), "count");
    rows.print(0, metric + "P50", waits.percentile(0.5) / 1e3, "us");
    rows.print(0, metric + "P99", waits.percentile(0.99) / 1e3, "us");
    rows.print(0, metric + "P999", waits.percentile(0.999) / 1e3, "us");
    rows.print(0, metric + "Max", waits.percentile(1) / 1e3, "us");
  }

  private static Samples race(Locker locker, boolean goroutines, long nanos) throws Exception {
    var stop = new AtomicBoolean();
    var waits = new Samples();
    Thread hog =
        start(
            goroutines,
            () -> {
              while (!stop.get()) {
                locker.lock();
                spin(HELD);
                locker.unlock();
              }
            });
    Thread victim =
        start(
            goroutines,
            () -> {
              long begin = System.nanoTime();
              long now = begin;
              while (now - begin < nanos) {
                locker.lock();
                locker.unlock();
                waits.add(System.nanoTime() - now);
                spin(HELD);
                now = System.nanoTime();
              }
            });
    victim.join();
    stop.set(true);
    hog.join();
    return waits;
  }

  private static Thread start(boolean goroutine, Task task) {
    return goroutine ? Go.go(task) : Thread.ofPlatform().daemon().start(() -> runUnchecked(task));
  }

  private static void runUnchecked(Task task) {
    try {
      task.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void spin(long nanos) {
    for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos; ) {
      Thread.onSpinWait();
    }
  }
}
