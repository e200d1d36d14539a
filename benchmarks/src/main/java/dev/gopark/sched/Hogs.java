package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.TickChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Goroutines that compute and never wait, and what is left to others. */
final class Hogs {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  /** Starts some. */
  Hogs(int count) {
    for (int i = 0; i < count; i++) {
      threads.add(Go.go(this::compute));
    }
  }

  private void compute() {
    long x = 1;
    while (!stopped.get()) {
      x = x * 6_364_136_223_846_793_005L + 1;
    }
    if (x == 0) {
      System.err.println("unlikely");
    }
  }

  void stop() throws InterruptedException {
    stopped.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Four hogs, and one that receives from a ticker: the time from one tick it sees to the next. */
  static void ticker(Rows rows, boolean quick) throws Exception {
    wakes(rows, quick, Hogs::receiveTicks);
  }

  /** The same with the JDK's own sleep. */
  static void sleeper(Rows rows, boolean quick) throws Exception {
    wakes(rows, quick, Hogs::sleepTicks);
  }

  private static void wakes(Rows rows, boolean quick, Ticks ticks) throws Exception {
    var warm = new Samples();
    long now = System.nanoTime();
    Go.go(() -> ticks.collect(now, now + TimeUnit.MILLISECONDS.toNanos(300), warm)).join();
    var gaps = new Samples();
    long length = TimeUnit.SECONDS.toNanos(quick ? 2 : 10);
    var hogs = new Hogs(4);
    long begin = System.nanoTime();
    Thread ticker = Go.go(() -> ticks.collect(begin, begin + length, gaps));
    TimeUnit.NANOSECONDS.sleep(length);
    hogs.stop();
    ticker.join();
    rows.print(0, "ticks", gaps.size(), "count");
    rows.print(0, "gapMedian", gaps.percentile(0.5) / 1e6, "ms");
    rows.print(0, "gapP99", gaps.percentile(0.99) / 1e6, "ms");
    rows.print(0, "gapWorst", gaps.percentile(1) / 1e6, "ms");
  }

  /**
   * Wakes each millisecond; ticks that were missed are left out. The first gap begins at {@code
   * begin}, also if the caller was not run by then, and the last does not end before {@code end}.
   */
  @FunctionalInterface
  private interface Ticks {
    void collect(long begin, long end, Samples gaps) throws InterruptedException;
  }

  private static void receiveTicks(long begin, long end, Samples gaps) throws InterruptedException {
    long last = begin;
    try (TickChannel ticks = Channel.tick(Duration.ofNanos(TICK))) {
      while (last - end < 0) {
        ticks.receive();
        long now = System.nanoTime();
        gaps.add(now - last);
        last = now;
      }
    }
  }

  private static void sleepTicks(long begin, long end, Samples gaps) throws InterruptedException {
    long last = begin;
    long due = begin + TICK;
    while (last - end < 0) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      long now = System.nanoTime();
      gaps.add(now - last);
      last = now;
      due += TICK * Math.max(1, (now - due) / TICK + 1);
    }
  }

  /** A hog on each processor starts a goroutine and goes on: the time until that one runs. */
  static void start(Rows rows, boolean quick) throws Exception {
    long limit = TimeUnit.MILLISECONDS.toNanos(500); // or the JDK's scheduler would never end
    int rounds = rows.isJdk() ? 2 : quick ? 10 : 30;
    for (int round = 0; round < rounds; round++) {
      var started = new CountDownLatch(1);
      long[] times = new long[2];
      Thread hog =
          Go.go(() -> {
            times[0] = System.nanoTime();
            Go.go(() -> {
              times[1] = System.nanoTime();
              started.countDown();
            });
            while (started.getCount() > 0 && System.nanoTime() - times[0] < limit) {
              Thread.onSpinWait();
            }
          });
      started.await();
      hog.join();
      rows.print(round, "delay", (times[1] - times[0]) / 1e6, "ms");
    }
  }
}
