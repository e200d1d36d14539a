package dev.gopark.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long a victim waits for a lock beside a hog that holds it for about 15 microseconds and takes
 * it again at once. The victim comes every 30 microseconds. Look at the percentiles.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 2)
public class LockHog {
  private static final long WORK = 10_000;

  @Param({"mutex", "unfair", "fair"})
  public String lock = "";

  private Locker locker = new Mutex();
  private Thread hog = new Thread();
  private volatile boolean stop;

  private record Reentrant(ReentrantLock it) implements Locker {
    @Override
    public void lock() {
      it.lock();
    }

    @Override
    public void unlock() {
      it.unlock();
    }
  }

  @Setup(Level.Trial)
  public void start() {
    if (!lock.equals("mutex")) {
      locker = new Reentrant(new ReentrantLock(lock.equals("fair")));
    }
    hog = Thread.ofPlatform().name("hog").daemon().start(this::hog);
  }

  private void hog() {
    try {
      while (!stop) {
        locker.lock();
        Blackhole.consumeCPU(WORK);
        locker.unlock();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @TearDown(Level.Trial)
  public void end() throws InterruptedException {
    stop = true;
    hog.join();
  }

  @Setup(Level.Invocation)
  public void pause() {
    Blackhole.consumeCPU(2 * WORK);
  }

  @Benchmark
  public void victim() throws InterruptedException {
    locker.lock();
    locker.unlock();
  }
}
