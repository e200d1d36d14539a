package dev.gopark.examples;

import dev.gopark.atomic.AtomicInt32;
import dev.gopark.context.Context;
import dev.gopark.context.DeadlineExceededException;
import dev.gopark.sync.Semaphore;
import dev.gopark.sync.WaitGroup;
import dev.gopark.timer.Timers;
import java.time.Duration;

/**
 * Many slow calls, a goroutine for each, a few at a time, and some of them hang: a semaphore bounds
 * them, and a deadline ends those that are not done by then, wherever they wait.
 */
final class Calls {
  static final int CALLS = 400;
  static final int AT_ONCE = 40;
  static final Duration LATENCY = Duration.ofMillis(30);
  static final Duration DEADLINE = Duration.ofSeconds(1);

  private static final int HANGS_EACH = 50;

  private final Semaphore permits = new Semaphore(AT_ONCE);
  private final AtomicInt32 answered = new AtomicInt32(0);
  private final AtomicInt32 cutOff = new AtomicInt32(0);

  /** Makes all calls; when it returns none is left. */
  void run() throws InterruptedException {
    var all = new WaitGroup();
    try (var ctx = Context.withTimeout(Context.background(), DEADLINE)) {
      for (int i = 1; i <= CALLS; i++) {
        int call = i;
        all.go(() -> call(ctx, call));
      }
      all.await();
    }
  }

  int answered() {
    return answered.load();
  }

  int cutOff() {
    return cutOff.load();
  }

  private void call(Context ctx, int call) throws InterruptedException {
    try {
      ctx.run(() -> {
        permits.acquire();
        try {
          askServer(call);
        } finally {
          permits.release();
        }
      });
      answered.add(1);
    } catch (DeadlineExceededException e) {
      cutOff.add(1);
    }
  }

  /** Stands for a query or a request: any call that an interrupt ends. */
  private static void askServer(int call) throws InterruptedException {
    Timers.sleep(call % HANGS_EACH == 0 ? Duration.ofDays(1) : LATENCY);
  }

  /** How long a few calls take one after the other, for each of them, in nanoseconds. */
  static long nanosEach(int calls) throws InterruptedException {
    long start = System.nanoTime();
    for (int i = 1; i <= calls; i++) {
      askServer(1);
    }
    return (System.nanoTime() - start) / calls;
  }
}
