package dev.gopark.timer;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSync;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.Channel;
import dev.gopark.channel.TickChannel;
import dev.gopark.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Timers that fire at once, beside 32,768 P idle ones. */
public final class FireScenarios {
  private static final int COUNT = 1_000;
  private static final int MANY = 10_000;
  private static final Duration NANO = Duration.ofNanos(1);

  private FireScenarios() {}

  /** What all have in common: a body on each processor, each a part of the count. */
  @OperationsPerInvocation(COUNT)
  public abstract static class Firing extends TimerRivals {
    private static final int PROCS = Integer.getInteger("bench.procs", 1);

    Firing() {
      super(BALLAST);
    }

    static void onEach(Body body) throws InterruptedException {
      var all = new WaitGroup();
      for (int i = 0; i < PROCS; i++) {
        all.go(() -> body.run(COUNT / PROCS));
      }
      all.await();
    }

    interface Body {
      void run(int count) throws Exception;
    }
  }

  @Scenario(
      word = "afterFunc1000",
      group = Group.TIME,
      operation = "a timer of a chain of 1,000 without delay, each of which starts the next",
      go = "AfterFunc1000",
      catalogue = true,
      goroutines = true)
  public static class AfterFunc1000 extends Firing {
    @Benchmark
    public void gopark() throws InterruptedException {
      var done = new CountDownLatch(1);
      next(done, COUNT);
      done.await();
    }

    private void next(CountDownLatch done, int left) {
      if (left == 0) {
        done.countDown();
      } else {
        heap.afterFunc(Duration.ZERO, () -> next(done, left - 1));
      }
    }

    @Benchmark
    public void scheduledThreadPool() throws InterruptedException {
      var done = new CountDownLatch(1);
      schedule(done, COUNT);
      done.await();
    }

    private void schedule(CountDownLatch done, int left) {
      if (left == 0) {
        done.countDown();
      } else {
        var unused = executor.schedule(() -> schedule(done, left - 1), 0, TimeUnit.NANOSECONDS);
      }
    }
  }

  @Scenario(
      word = "simultaneousAfterFunc1000",
      group = Group.TIME,
      operation = "a timer of 1,000 without delay, until all have run",
      go = "SimultaneousAfterFunc1000",
      catalogue = true,
      goroutines = true)
  public static class Simultaneous extends Firing {
    @Benchmark
    public void gopark() throws InterruptedException {
      var all = new WaitGroup();
      all.add(COUNT);
      Task done = all::done;
      for (int i = 0; i < COUNT; i++) {
        heap.afterFunc(Duration.ZERO, done);
      }
      all.await();
    }

    @Benchmark
    public void scheduledThreadPool() throws InterruptedException {
      var all = new CountDownLatch(COUNT);
      Runnable done = all::countDown;
      for (int i = 0; i < COUNT; i++) {
        var unused = executor.schedule(done, 0, TimeUnit.NANOSECONDS);
      }
      all.await();
    }
  }

  @Scenario(
      word = "after",
      group = Group.TIME,
      operation = "a time channel of a nanosecond made and received from, by one of P goroutines",
      go = "After",
      catalogue = true,
      goroutines = true)
  public static class After extends Firing {
    @Benchmark
    public void gopark() throws InterruptedException {
      onEach(count -> {
        for (int i = 0; i < count; i++) {
          Channel.after(NANO).receive();
        }
      });
    }
  }

  @Scenario(
      word = "sleep1000",
      group = Group.TIME,
      operation = "a goroutine of 1,000 that each sleep for a nanosecond, until all have ended",
      go = "Sleep1000",
      catalogue = true,
      goroutines = true)
  public static class Sleep1000 extends Firing {
    @Benchmark
    public void gopark() throws InterruptedException {
      run(() -> Timers.sleep(NANO));
    }

    @Benchmark
    public void threadSleep() throws InterruptedException {
      run(() -> Thread.sleep(NANO));
    }

    /** A millisecond is the shortest that it has. */
    @Benchmark
    public void kotlinxMillisecond() {
      KotlinSync.sleep(COUNT);
    }

    private static void run(Task sleep) throws InterruptedException {
      var all = new WaitGroup();
      all.add(COUNT);
      for (int i = 0; i < COUNT; i++) {
        Go.go(() -> {
          sleep.run();
          all.done();
        });
      }
      all.await();
    }
  }

  @Scenario(
      word = "ticker",
      group = Group.TIME,
      operation = "a beat received from a ticker of a nanosecond, by one of P goroutines",
      go = "Ticker",
      catalogue = true,
      goroutines = true)
  public static class Ticker extends Firing {
    @Benchmark
    public void gopark() throws InterruptedException {
      onEach(count -> {
        try (TickChannel ticks = Channel.tick(NANO)) {
          for (int i = 0; i < count; i++) {
            ticks.receive();
          }
        }
      });
    }
  }

  @Scenario(
      word = "adjustTimers10000",
      group = Group.TIME,
      operation =
          "10,000 timers of an hour started, one reset to a nanosecond, a sleep, all stopped",
      go = "AdjustTimers10000",
      catalogue = true,
      goroutines = true)
  @OperationsPerInvocation(1)
  public static class Adjust extends Firing {
    private final TimerTask[] tasks = new TimerTask[MANY];

    @Benchmark
    public void gopark() throws InterruptedException {
      Go.go(
              () -> {
                for (int i = 0; i < MANY; i++) {
                  tasks[i] = heap.afterFunc(HOUR, NOTHING);
                }
                tasks[MANY - 1].reset(NANO);
                Timers.sleep(Duration.ofNanos(1_000));
                for (TimerTask task : tasks) {
                  task.stop();
                }
              })
          .join();
    }
  }
}
