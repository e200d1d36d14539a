package dev.gopark.timer;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.TickChannel;
import dev.gopark.sched.Rows;
import dev.gopark.sched.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How late timers are where goroutines compute: Go's benchmarks of that name. */
public final class TimerLatency {
  private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(3);

  private TimerLatency() {}

  /** A goroutine starts P - 1 timers of a millisecond and computes until all have run. */
  public static void parallel(Rows rows, boolean quick) throws InterruptedException {
    int timers = rows.procs() - 1;
    if (timers < 1) {
      System.err.println("parallelTimerLatency needs two processors");
      return;
    }
    var late = new Samples();
    int rounds = quick ? 200 : 2_000;
    Go.go(
            () -> {
              for (int round = -rounds / 4; round < rounds; round++) {
                long[] each = new long[timers];
                var left = new CountDownLatch(timers);
                for (int i = 0; i < timers; i++) {
                  int slot = i;
                  long due = System.nanoTime() + DELAY;
                  Timers.afterFunc(
                      Duration.ofNanos(DELAY),
                      () -> {
                        each[slot] = System.nanoTime() - due;
                        left.countDown();
                      });
                }
                while (left.getCount() > 0) {
                  Thread.onSpinWait();
                }
                for (int i = 0; round >= 0 && i < timers; i++) {
                  late.add(each[i]);
                }
              }
            })
        .join();
    print(rows, "", late);
  }

  /** Tickers of three milliseconds, at staggered times; at each beat its goroutine computes. */
  public static void staggered(Rows rows, boolean quick) throws InterruptedException {
    for (int micros : new int[] {300, 2_000}) {
      for (int perProc : new int[] {1, 2, 4}) {
        // More work than there are processors for would measure nothing but the backlog.
        if ((long) micros * perProc * 1_000 <= PERIOD) {
          stagger(rows, quick ? 100 : 700, micros, perProc);
        }
      }
    }
  }

  private static void stagger(Rows rows, int beats, int micros, int perProc)
      throws InterruptedException {
    int tickers = perProc * rows.procs();
    List<Thread> threads = new ArrayList<>();
    List<Samples> each = new ArrayList<>();
    for (int i = 0; i < tickers; i++) {
      long phase = PERIOD * i / tickers;
      var late = new Samples();
      each.add(late);
      threads.add(
          Go.go(() -> {
            Timers.sleep(Duration.ofNanos(phase));
            long begin = System.nanoTime(); // the ticker's own is no earlier
            try (TickChannel ticks = Channel.tick(Duration.ofNanos(PERIOD))) {
              long due = PERIOD;
              for (int beat = 0; beat < beats; beat++) {
                ticks.receive();
                long now = System.nanoTime();
                late.add(now - begin - due);
                due = ((now - begin) / PERIOD + 1) * PERIOD; // one beat waits, others are dropped
                while (System.nanoTime() - now < micros * 1_000L) {
                  Thread.onSpinWait();
                }
              }
            }
          }));
    }
    var late = new Samples();
    for (int i = 0; i < tickers; i++) {
      threads.get(i).join();
      late.addAll(each.get(i));
    }
    print(rows, "work" + micros + "usTickersPerP" + perProc, late);
  }

  private static void print(Rows rows, String prefix, Samples late) {
    String start = prefix.isEmpty() ? "late" : prefix + "Late";
    rows.print(0, start + "P50", late.percentile(0.5) / 1e3, "us");
    rows.print(0, start + "P99", late.percentile(0.99) / 1e3, "us");
    rows.print(0, start + "Max", late.percentile(1) / 1e3, "us");
  }
}
