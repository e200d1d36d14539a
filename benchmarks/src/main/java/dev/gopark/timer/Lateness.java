package dev.gopark.timer;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How late timers start when very many are pending: a program, not a JMH benchmark.
 *
 * <p>{@code java -cp benchmarks.jar dev.gopark.timer.Lateness [TIMERS] [SECONDS] [heap|wheel]}:
 * that many timers of random deadlines within that many seconds, of which the first comes two
 * seconds after the start. Prints how late each task began: the engine's lateness and the start of
 * a goroutine. Ends with 1 if one was early. Then it lets an hour's timer stand and counts the
 * wake-ups of the timer threads.
 */
public final class Lateness {
  private Lateness() {}

  public static void main(String[] args) throws InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 20;
    boolean wheel = args.length > 2 && args[2].equals("wheel");
    TimerService timers = wheel ? Timers.wheel(Duration.ofMillis(1)) : Timers.system();
    // A small round first, so that the code is compiled.
    run(timers, Math.min(count, 100_000), 2);
    long[] late = run(timers, count, seconds);
    System.out.printf(
        "%s, %,d timers over %.0f s: late us: min %.1f p50 %.1f p90 %.1f p99 %.1f p99.9 %.1f max %.1f%n",
        timers,
        count,
        seconds,
        late[0] / 1e3,
        late[count / 2] / 1e3,
        late[(int) (count * 0.9)] / 1e3,
        late[(int) (count * 0.99)] / 1e3,
        late[(int) (count * 0.999)] / 1e3,
        late[count - 1] / 1e3);
    idle();
    if (late[0] < 0) {
      System.out.println("a timer was early");
      System.exit(1);
    }
  }

  private static long[] run(TimerService timers, int count, double seconds)
      throws InterruptedException {
    var random = new SplittableRandom(1);
    long[] late = new long[count];
    var next = new AtomicInteger();
    var done = new CountDownLatch(count);
    long base = System.nanoTime() + 2_000_000_000L;
    for (int i = 0; i < count; i++) {
      long due = base + (long) (random.nextDouble() * seconds * 1e9);
      timers.afterFunc(
          Duration.ofNanos(due - System.nanoTime()),
          () -> {
            late[next.getAndIncrement()] = System.nanoTime() - due;
            done.countDown();
          });
    }
    done.await();
    Arrays.sort(late);
    return late;
  }

  private static void idle() throws InterruptedException {
    TimerTask hour = Timers.afterFunc(Duration.ofHours(1), () -> {});
    Thread.sleep(1_000);
    long before = wakeUps();
    Thread.sleep(5_000);
    System.out.println("wake-ups of the timer threads in 5 idle seconds: " + (wakeUps() - before));
    hour.stop();
  }

  private static long wakeUps() {
    return Arrays.stream(SystemEngine.all()).mapToLong(TimerThread::wakeUps).sum();
  }
}
