package dev.gopark.testing.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What woven code calls: in a simulation the simulation's answer, elsewhere what the code would
 * have called otherwise.
 */
public final class Hooks {
  /** What woven code takes for the number of processors: the same on each machine. */
  private static final int PROCESSORS = 2;

  private static volatile boolean woven;

  private Hooks() {}

  /** The agent has begun to weave. */
  public static void weaving() {
    woven = true;
  }

  /**
   * Whether the agent is there.
   *
   * @return whether classes are woven in this JVM
   */
  public static boolean isWoven() {
    return woven;
  }

  // Points

  /**
   * Before something that others may see.
   *
   * @param site where
   */
  public static void point(int site) {
    Simulated run = Carrier.simulated();
    if (run != null) {
      run.point(site);
    }
  }

  /**
   * Around code in which nobody else may run: the initialisation of a class, a monitor.
   *
   * @param enters whether it begins
   */
  public static void alone(boolean enters) {
    Simulated run = Carrier.simulated();
    if (run != null) {
      run.alone(enters);
    }
  }

  /** Before a call of user code. */
  public static void callback() {
    Simulated run = Carrier.simulated();
    if (run != null) {
      run.callback();
    }
  }

  /** Before an allocation. */
  public static void allocation() {
    Simulated run = Carrier.simulated();
    if (run != null) {
      run.allocation();
    }
  }

  /**
   * At the end of a constructor.
   *
   * @param object what has been made
   */
  public static void made(Object object) {
    Simulated run = Carrier.simulated();
    if (run != null) {
      run.made(object);
    }
  }

  /** In place of {@link Thread#onSpinWait()}. */
  public static void onSpinWait() {
    Simulated run = Carrier.simulated();
    if (run == null) {
      Thread.onSpinWait();
    } else {
      run.relax(true);
    }
  }

  /** In place of {@link Thread#yield()}. */
  @SuppressWarnings("ThreadPriorityCheck") // what the woven code has asked for
  public static void yieldNow() {
    Simulated run = Carrier.simulated();
    if (run == null) {
      Thread.yield();
    } else {
      run.relax(false);
    }
  }

  // Time

  /**
   * In place of {@link System#nanoTime()}.
   *
   * @return the time
   */
  public static long nanoTime() {
    Simulated run = Carrier.simulated();
    return run == null ? System.nanoTime() : run.nanoTime();
  }

  /**
   * In place of {@link System#currentTimeMillis()}.
   *
   * @return the time
   */
  public static long currentTimeMillis() {
    Simulated run = Carrier.simulated();
    return run == null ? System.currentTimeMillis() : run.now().toEpochMilli();
  }

  /**
   * In place of {@link Instant#now()}.
   *
   * @return the time
   */
  public static Instant now() {
    Simulated run = Carrier.simulated();
    return run == null ? Instant.now() : run.now();
  }

  /**
   * In place of {@link LockSupport#parkNanos(long)}.
   *
   * @param nanos how long at most
   */
  public static void parkNanos(long nanos) {
    parkNanos(null, nanos);
  }

  /**
   * In place of {@link LockSupport#parkNanos(Object, long)}.
   *
   * @param blocker what is waited for
   * @param nanos how long at most
   */
  public static void parkNanos(@Nullable Object blocker, long nanos) {
    Simulated run = Carrier.simulated();
    if (run != null) {
      run.parkNanos(blocker, nanos);
    } else if (blocker == null) {
      LockSupport.parkNanos(nanos);
    } else {
      LockSupport.parkNanos(blocker, nanos);
    }
  }

  /**
   * In place of {@link Thread#sleep(long)}.
   *
   * @param millis how long
   * @throws InterruptedException as that does
   */
  public static void sleep(long millis) throws InterruptedException {
    sleepNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /**
   * In place of {@link Thread#sleep(long, int)}.
   *
   * @param millis how long
   * @param nanos and how much longer
   * @throws InterruptedException as that does
   */
  public static void sleep(long millis, int nanos) throws InterruptedException {
    sleepNanos(TimeUnit.MILLISECONDS.toNanos(millis) + nanos);
  }

  /**
   * In place of {@link Thread#sleep(Duration)}.
   *
   * @param duration how long
   * @throws InterruptedException as that does
   */
  public static void sleep(Duration duration) throws InterruptedException {
    sleepNanos(TimeUnit.NANOSECONDS.convert(duration));
  }

  /**
   * In place of {@link TimeUnit#sleep(long)}.
   *
   * @param unit the unit
   * @param amount how many
   * @throws InterruptedException as that does
   */
  public static void sleep(TimeUnit unit, long amount) throws InterruptedException {
    sleepNanos(unit.toNanos(amount));
  }

  private static void sleepNanos(long nanos) throws InterruptedException {
    Simulated run = Carrier.simulated();
    if (run == null) {
      Thread.sleep(Duration.ofNanos(nanos));
      return;
    }
    long end = run.nanoTime() + nanos;
    long left = nanos;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException("sleep interrupted");
      }
      run.parkNanos(Sleep.BLOCKER, left);
      left = end - run.nanoTime();
    } while (left > 0);
  }

  /** What a goroutine waits for that sleeps. */
  private enum Sleep {
    BLOCKER;

    @Override
    public String toString() {
      return "sleep";
    }
  }

  // Numbers that differ from run to run

  /**
   * In place of {@link System#identityHashCode(Object)}.
   *
   * @param object any object
   * @return its hash
   */
  public static int identityHashCode(@Nullable Object object) {
    Simulated run = Carrier.simulated();
    return run == null || object == null ? System.identityHashCode(object) : run.identity(object);
  }

  /**
   * In place of {@link Thread#threadId()}.
   *
   * @param thread the thread
   * @return its number
   */
  public static long threadId(Thread thread) {
    Simulated run = Carrier.simulated();
    return run == null ? thread.threadId() : run.threadId(thread);
  }

  /**
   * In place of {@link Runtime#availableProcessors()}.
   *
   * @param runtime the JVM's
   * @return always the same
   */
  public static int availableProcessors(Runtime runtime) {
    return PROCESSORS;
  }

  /**
   * A seed for a generator that would have made one up.
   *
   * @return random bits
   */
  public static long seed() {
    Simulated run = Carrier.simulated();
    return run == null ? ThreadLocalRandom.current().nextLong() : run.random();
  }

  /**
   * In place of the method of that name.
   *
   * @param random the thread's
   * @return a random number
   */
  public static long nextLong(ThreadLocalRandom random) {
    return seed();
  }

  /**
   * In place of the method of that name.
   *
   * @param random the thread's
   * @return a random number
   */
  public static int nextInt(ThreadLocalRandom random) {
    return (int) (seed() >>> 32);
  }

  /**
   * In place of the method of that name.
   *
   * @param random the thread's
   * @param bound exclusive, positive
   * @return a random number
   */
  public static int nextInt(ThreadLocalRandom random, int bound) {
    return nextInt(random, 0, bound);
  }

  /**
   * In place of the method of that name.
   *
   * @param random the thread's
   * @param origin inclusive
   * @param bound exclusive
   * @return a random number
   */
  public static int nextInt(ThreadLocalRandom random, int origin, int bound) {
    Simulated run = Carrier.simulated();
    if (run == null || origin >= bound) {
      return random.nextInt(origin, bound);
    }
    return (int) (origin + Long.remainderUnsigned(run.random(), (long) bound - origin));
  }

  /**
   * In place of the method of that name.
   *
   * @param random the thread's
   * @return a random number
   */
  public static boolean nextBoolean(ThreadLocalRandom random) {
    return seed() < 0;
  }

  /**
   * In place of the method of that name.
   *
   * @param random the thread's
   * @return a random number
   */
  public static double nextDouble(ThreadLocalRandom random) {
    return (seed() >>> 11) * 0x1.0p-53;
  }
}
