package dev.gopark.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What goroutines that never pause leave to one that wants to wake every millisecond.
 *
 * @param wakes when it woke, in nanoseconds since the beginning, ascending; never empty
 * @param gaps nanoseconds from one of its wakes to the next, ascending; never empty
 * @param shares of the work that all hogs did, what each did, from 0 to 1, ascending
 */
record HogRun(List<Long> wakes, List<Long> gaps, List<Double> shares) {
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
    var wakes = new ArrayList<Long>();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < hogs; i++) {
      int hog = i;
      started.add(start(threads, () -> work[hog] = compute(stop)));
    }
    long begin = System.nanoTime();
    started.add(start(threads, () -> tick(begin, begin + length.toNanos(), wakes)));
    TimeUnit.NANOSECONDS.sleep(length.toNanos());
    stop.set(true);
    for (Thread thread : started) {
      thread.join();
    }
    double all = Math.max(LongStream.of(work).sum(), 1);
    return new HogRun(
        wakes,
        IntStream.range(0, wakes.size())
            .mapToObj(i -> wakes.get(i) - (i == 0 ? 0 : wakes.get(i - 1)))
            .sorted()
            .toList(),
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
  private static void tick(long begin, long end, List<Long> wakes) {
    long last = begin;
    long due = begin + TICK;
    try {
      while (last - end < 0) {
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        long now = System.nanoTime();
        wakes.add(now - begin);
        last = now;
        due += TICK * Math.max(1, (now - due) / TICK + 1); // ticks that were missed are left out
      }
    } catch (InterruptedException e) {
      wakes.add(System.nanoTime() - begin);
    }
  }

  int ticks() {
    return gaps.size();
  }

  /**
   * When it woke, as a picture: for each part of the time a sign, {@code #} if it woke at least
   * half as often as it wanted to, {@code +} if less often, and {@code .} if not at all.
   */
  String picture(Duration length, int parts) {
    var counts = new int[parts];
    for (long wake : wakes) {
      if (wake < length.toNanos()) {
        counts[(int) (wake * parts / length.toNanos())]++;
      }
    }
    double half = length.toNanos() / (2.0 * TICK * parts);
    var picture = new StringBuilder();
    for (int count : counts) {
      picture.append(count >= half && count > 0 ? '#' : count > 0 ? '+' : '.');
    }
    return picture.toString();
  }

  /** The gap that this part of all gaps, from 0 to 1, do not exceed, in milliseconds. */
  double gapMillis(double part) {
    return gaps.get(Math.max((int) Math.ceil(part * gaps.size()) - 1, 0)) / 1e6;
  }
}
