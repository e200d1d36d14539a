package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinGoroutines;
import dev.gopark.bench.Scenario;
import dev.gopark.bench.Spin;
import dev.gopark.sync.Mutex;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code mutexHandoffFastPingPong} and {@code mutexHandoffSlowPingPong}: two goroutines lock a
 * mutex in turn. Who has it keeps it until the other has asked for it, in the slow form for so long
 * after that the other has gone to sleep, and asks again as soon as the other has it. Go's own rows
 * measure the runtime's lock, between threads. It takes two processors: on one the JDK's scheduler
 * may run who yields again and again.
 */
public final class MutexHandoff {
  private MutexHandoff() {}

  /** Held for so many nanoseconds after the other has asked. */
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public abstract static class Held {
    static final int COUNT = 2_000;

    private final long holdNanos;

    Held(long holdNanos) {
      this.holdNanos = holdNanos;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws InterruptedException, ExecutionException {
      var mutex = new Mutex();
      run(mutex::lock, mutex::unlock);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void reentrantLock() throws InterruptedException, ExecutionException {
      var lock = new ReentrantLock();
      run(lock::lockInterruptibly, lock::unlock);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinGoroutines.mutexHandoff(COUNT, holdNanos);
    }

    private void run(Task lock, Task unlock) throws InterruptedException, ExecutionException {
      var holder = new AtomicInteger(-1);
      var asking = new AtomicIntegerArray(2);
      var finished = new AtomicIntegerArray(2);
      var crew = new Crew();
      for (int i = 0; i < 2; i++) {
        int me = i;
        int other = 1 - i;
        crew.go(() -> {
          for (int turn = 0; turn < COUNT / 2; turn++) {
            asking.set(me, 1);
            lock.run();
            asking.set(me, 0);
            holder.set(me);
            while (asking.get(other) == 0 && finished.get(other) == 0) {
              Go.gosched();
            }
            Spin.nanos(holdNanos);
            unlock.run();
            while (holder.get() == me && finished.get(other) == 0) {
              Go.gosched();
            }
          }
          finished.set(me, 1);
        });
      }
      crew.await();
    }
  }

  /** As soon as the other has asked. */
  @Scenario(
      word = "mutexHandoffFastPingPong",
      group = Group.SCHEDULER,
      operation =
          "a mutex that two goroutines lock in turn, as soon as the other wants it; 2,000 in a body",
      go = "MutexHandoffFastPingPong",
      catalogue = true,
      goroutines = true,
      procs = 2)
  public static class Fast extends Held {
    public Fast() {
      super(0);
    }
  }

  /** Ten microseconds later. */
  @Scenario(
      word = "mutexHandoffSlowPingPong",
      group = Group.SCHEDULER,
      operation =
          "a mutex that two goroutines lock in turn, 10 us after the other wants it; 2,000 in a body",
      go = "MutexHandoffSlowPingPong",
      catalogue = true,
      goroutines = true,
      procs = 2)
  public static class Slow extends Held {
    public Slow() {
      super(10_000);
    }
  }
}
