package dev.gopark.sync;

import dev.gopark.Go;
import dev.gopark.Task;

/** Several goroutines that run one body at once, as Go's RunParallel has it. */
final class Crowd {
  /** The processors that goroutines run on. */
  static final int PROCS = Integer.getInteger("bench.procs", 1);

  /** Where results of work go that nobody wants. */
  @SuppressWarnings("UnusedVariable") // only written
  private static volatile long sink;

  private Crowd() {}

  /** Starts so many goroutines and waits until all have ended. */
  static void run(int goroutines, Task body) throws InterruptedException {
    var threads = new Thread[goroutines];
    for (int i = 0; i < goroutines; i++) {
      threads[i] = Go.go(body);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /**
   * Computes: each unit needs the result of the one before. Not a multiplication and an addition,
   * of which the compiler makes one for many.
   */
  static long work(int units, long x) {
    for (int i = 0; i < units; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
    }
    return x;
  }

  /** Reads and writes every fourth element. */
  static void touch(int[] data) {
    for (int i = 0; i < data.length; i += 4) {
      data[i]++;
    }
  }

  /** Keeps the compiler from leaving work out. */
  static void keep(long result) {
    sink = result;
  }
}
