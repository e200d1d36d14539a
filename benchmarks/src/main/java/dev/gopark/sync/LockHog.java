package dev.gopark.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long a victim waits for a lock beside a hog that holds it for about 20 microseconds and takes
 * it again at once. Look at the percentiles of the victim, which include its own work of the same
 * length.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("LockNotBeforeTry") // nothing in between throws, and the bare pair is measured
public class LockHog {
  private static final long WORK = 10_000;

  private final Mutex mutex = new Mutex();
  private final ReentrantLock unfair = new ReentrantLock();
  private final ReentrantLock fair = new ReentrantLock(true);

  @Benchmark
  @Group("mutex")
  @GroupThreads(1)
  public void mutexHog() throws InterruptedException {
    mutex.lock();
    Blackhole.consumeCPU(WORK);
    mutex.unlock();
  }

  @Benchmark
  @Group("mutex")
  @GroupThreads(1)
  public void mutexVictim() throws InterruptedException {
    mutex.lock();
    mutex.unlock();
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  @Group("unfair")
  @GroupThreads(1)
  public void unfairHog() {
    unfair.lock();
    Blackhole.consumeCPU(WORK);
    unfair.unlock();
  }

  @Benchmark
  @Group("unfair")
  @GroupThreads(1)
  public void unfairVictim() {
    unfair.lock();
    unfair.unlock();
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  @Group("fair")
  @GroupThreads(1)
  public void fairHog() {
    fair.lock();
    Blackhole.consumeCPU(WORK);
    fair.unlock();
  }

  @Benchmark
  @Group("fair")
  @GroupThreads(1)
  public void fairVictim() {
    fair.lock();
    fair.unlock();
    Blackhole.consumeCPU(WORK);
  }
}
