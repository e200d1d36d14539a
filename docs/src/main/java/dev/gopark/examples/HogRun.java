package dev.gopark.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * What goroutines that never pause leave to one that wants to wake every millisecond.
 *
 * @param gaps nanoseconds from one of its wakes to the next, ascending; never empty
 * @param shares of the work that all hogs did, what each did, from 0 to 1, ascending
 */
record HogRun(List<Long> gaps, List<Double> shares) {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int CHUNK = 100_000;

  /**
   * Runs hogs and a ticker.
   *
   * @param threads makes the threads of the scheduler to look at
   * @param hogs how many never pause
   * @param length for how long
   */
  static HogRun of(ThreadFactory threads, int hogs, Duration length) throws InterruptedException {
    var stop = new AtomicBoolean();
    long[] work = new long[hogs];
    var gaps = new ArrayList<Long>();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < hogs; i++) {
      int hog = i;
      started.add(start(threads, () -> work[hog] = compute(stop)));
    }
    long begin = System.nanoTime();
    started.add(start(threads, () -> tick(begin, begin + length.toNanos(), gaps)));
    TimeUnit.NANOSECONDS.sleep(length.toNanos());
    stop.set(true);
    for (Thread thread : started) {
      thread.join();
    }
    double all = Math.max(LongStream.of(work).sum(), 1);
    return new HogRun(
        gaps.stream().sorted().toList(),
        Arrays.stream(work).sorted().mapToObj(w -> w / all).toList());
  }

  private static Thread start(ThreadFactory threads, Runnable body) {
    Thread thread = threads.newThread(body);
    thread.start();
    return thread;
  }

  /** Computes until told to stop: how much. */
  private static long compute(AtomicBoolean stop) {
    long chunks = 0;
    long x = 1;
    while (!stop.get()) {
      for (int i = 0; i < CHUNK; i++) {
        x = x * 6_364_136_223_846_793_005L + 1;
      }
      chunks += x == 0 ? 2 : 1; // x is never 0, but nobody knows
    }
    return chunks;
  }

  /** The first gap begins at {@code begin}, even if this is not run by then. */
  private static void tick(long begin, long end, List<Long> gaps) {
    long last = begin;
    long due = begin + TICK;
    try {
      while (last - end < 0) {
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        long now = System.nanoTime();
        gaps.add(now - last);
        last = now;
        due += TICK * Math.max(1, (now - due) / TICK + 1); // ticks that were missed are left out
      }
    } catch (InterruptedException e) {
      gaps.add(System.nanoTime() - last);
    }
  }

  int ticks() {
    return gaps.size();
  }

  /** The gap that this part of all gaps, from 0 to 1, do not exceed, in milliseconds. */
  double gapMillis(double part) {
    return gaps.get(Math.max((int) Math.ceil(part * gaps.size()) - 1, 0)) / 1e6;
  }
}
