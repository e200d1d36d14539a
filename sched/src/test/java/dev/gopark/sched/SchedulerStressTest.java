package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random work on small rings, so that everything that is rare happens often. */
class SchedulerStressTest {
  /** Rounds of each combination; more with {@code -Dgopark.test.scale=}. */
  private static final int ROUNDS = 4 * Integer.getInteger("gopark.test.scale", 1);

  private static final int BUDGET = 3_000;

  private final AtomicInteger budget = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /**
   * Goroutines that have parked, or are about to, until somebody takes them out and unparks them.
   */
  private final ConcurrentLinkedQueue<Thread> parked = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "4, 2", "1, 4", "2, 4", "4, 4"})
  void randomWork_smallRings_nothingIsLostOrDoubled(int procs, int ringSize) {
    long seed = TestSeed.next();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      try (Scheduler scheduler =
          Scheduler.builder()
              .procs(procs)
              .ringSize(ringSize)
              .timeSlice(java.time.Duration.ofMillis(1 + random.nextInt(10)))
              .build()) {
        stress(scheduler, random, procs);
        assertThat(ended.get()).as("seed %d", seed).isEqualTo(started.get());
        ProcessorsTest.settle(scheduler);
      }
    }
  }

  private void stress(Scheduler scheduler, SplittableRandom random, int procs) {
    budget.set(BUDGET);
    for (int i = 0; i < 8; i++) {
      launch(scheduler, random.split());
    }
    try {
      while (budget.get() > 0) {
        switch (random.nextInt(8)) {
          case 0 -> scheduler.procs(1 + random.nextInt(procs + 1));
          case 1 -> launch(scheduler, random.split());
          case 2 -> assertThat(scheduler.dump()).isNotEmpty();
          case 3 -> assertThat(scheduler.stats().goroutines()).isNotNegative();
          default -> unparkOne();
        }
        LockSupport.parkNanos(random.nextInt(50_000));
      }
    } finally {
      budget.set(0); // or the scheduler's close would wait for ever, and hide what was thrown
      Await.until(
          "all have ended",
          () -> {
            unparkOne();
            return scheduler.stats().goroutines() == 0;
          });
    }
  }

  private void launch(Scheduler scheduler, SplittableRandom random) {
    started.incrementAndGet();
    scheduler.go(() -> work(random));
  }

  private void work(SplittableRandom random) {
    while (budget.getAndDecrement() > 0) {
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          started.incrementAndGet();
          SplittableRandom its = random.split();
          Go.go(() -> work(its));
        }
        case 2 -> {
          started.incrementAndGet();
          SplittableRandom its = random.split();
          Thread.ofVirtual().start(() -> work(its));
        }
        case 3, 4 -> Thread.yield();
        case 5 -> LockSupport.parkNanos(random.nextInt(100_000));
        case 6, 7 -> {
          Thread self = Thread.currentThread();
          parked.add(self);
          while (parked.contains(self)) {
            LockSupport.park();
          }
        }
        case 8, 9 -> unparkOne();
        case 10 -> {
          synchronized (parked) {
            Thread.onSpinWait();
          }
        }
        default -> {
          if (random.nextInt(100) == 0) {
            spin(random.nextInt(12_000_000));
          }
        }
      }
      if (random.nextInt(20) == 0) {
        break;
      }
    }
    ended.incrementAndGet();
  }

  private void unparkOne() {
    Thread thread = parked.poll();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private static void spin(long nanos) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      Thread.onSpinWait();
    }
  }
}
