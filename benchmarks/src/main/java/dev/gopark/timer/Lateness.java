package dev.gopark.timer;

import dev.gopark.Go;
import dev.gopark.internal.Alarm;
import dev.gopark.sched.Rows;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How late timers are when very many are pending, with random deadlines.
 *
 * <p>Two instants of each: when the engine hands the callback over, and when the callback's
 * goroutine runs. Both are late by their distance from the deadline; a timer is early if the first
 * is before it.
 */
public final class Lateness {
  private Lateness() {}

  /** A million timers within 20 seconds, or fewer for a quick run. */
  public static void run(Rows rows, boolean quick) throws InterruptedException {
    measure(SystemEngine.get(), 100_000, 2); // until it is compiled
    int count = quick ? 100_000 : 1_000_000;
    double seconds = quick ? 2 : 20;
    print(rows, "heap", measure(SystemEngine.get(), count, seconds));
    // Its callbacks are at most one tick later.
    print(rows, "wheel", measure(new WheelEngine(1_000_000), count, seconds));
    idle(rows);
  }

  /** By how much each was late, sorted. */
  private static final class Result {
    final long[] engine;
    final long[] start;

    Result(int count) {
      engine = new long[count];
      start = new long[count];
    }
  }

  private static Result measure(TaskEngine engine, int count, double seconds)
      throws InterruptedException {
    var random = new SplittableRandom(1);
    var result = new Result(count);
    var done = new CountDownLatch(count);
    long base = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    // From a goroutine, so that a scheduler of ours has them on its processors.
    Go.go(
            () -> {
              for (int i = 0; i < count; i++) {
                long deadline = base + (long) (random.nextDouble() * seconds * 1e9);
                int slot = i;
                Alarm.Target target =
                    due -> {
                      result.engine[slot] = System.nanoTime() - deadline;
                      engine.run(() -> {
                        result.start[slot] = System.nanoTime() - deadline;
                        done.countDown();
                      });
                    };
                engine.start(target, deadline);
              }
              if (System.nanoTime() - base >= 0) {
                throw new IllegalStateException(
                    "too slow: the first deadline came before the last start");
              }
            })
        .join();
    done.await();
    Arrays.sort(result.engine);
    Arrays.sort(result.start);
    return result;
  }

  private static void print(Rows rows, String queue, Result result) {
    print(rows, queue + "Engine", result.engine);
    print(rows, queue + "Start", result.start);
    int early = (int) Arrays.stream(result.engine).filter(late -> late < 0).count();
    rows.print(0, queue + "Early", early, "count");
  }

  private static void print(Rows rows, String metric, long[] late) {
    rows.print(0, metric + "P50", at(late, 0.5), "us");
    rows.print(0, metric + "P99", at(late, 0.99), "us");
    rows.print(0, metric + "P999", at(late, 0.999), "us");
    rows.print(0, metric + "Max", at(late, 1), "us");
  }

  private static double at(long[] sorted, double part) {
    return sorted[Math.max((int) Math.ceil(part * sorted.length) - 1, 0)] / 1e3;
  }

  /** An hour's timer stands, and nothing else: how often a thread of ours wakes. */
  private static void idle(Rows rows) throws InterruptedException {
    TimerTask hour = Timers.afterFunc(Duration.ofHours(1), () -> {});
    Thread.sleep(1_000);
    long before = wakeUps();
    Thread.sleep(5_000);
    rows.print(0, "idleWakeUps", (wakeUps() - before) / 5.0, "per s");
    hour.stop();
  }

  private static long wakeUps() {
    return Arrays.stream(SystemEngine.all()).mapToLong(TimerThread::wakeUps).sum();
  }
}
