package dev.gopark.sync;

import dev.gopark.Defer;
import dev.gopark.atomic.AtomicInt64;
import dev.gopark.atomic.AtomicValue;
import dev.gopark.atomic.StripedInt64;
import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Atomics, and what is as short. */
public final class Counters {
  private Counters() {}

  @Scenario(
      word = "atomicAdd",
      group = Group.SYNC,
      operation = "an addition to one integer of all threads",
      go = "AtomicAdd",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Add {
    private final AtomicInt64 ours = new AtomicInt64();
    private final AtomicLong jdk = new AtomicLong();

    @Benchmark
    public long gopark() {
      return ours.add(1);
    }

    @Benchmark
    public long atomicLong() {
      return jdk.addAndGet(1);
    }
  }

  @Scenario(
      word = "atomicCas",
      group = Group.SYNC,
      operation = "a read and a CAS of one integer of all threads, which may fail",
      go = "AtomicCas",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Cas {
    private final AtomicInt64 ours = new AtomicInt64();
    private final AtomicLong jdk = new AtomicLong();

    @Benchmark
    public boolean gopark() {
      long value = ours.load();
      return ours.cas(value, value + 1);
    }

    @Benchmark
    public boolean atomicLong() {
      long value = jdk.get();
      return jdk.compareAndSet(value, value + 1);
    }
  }

  @Scenario(
      word = "valueRead",
      group = Group.SYNC,
      operation = "a load of an AtomicValue that nobody writes",
      go = "ValueRead",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class ValueRead {
    private final AtomicValue ours = new AtomicValue();
    private final AtomicReference<Object> jdk = new AtomicReference<>("value");

    public ValueRead() {
      ours.store("value");
    }

    @Benchmark
    public Object gopark() {
      return ours.load();
    }

    @Benchmark
    public Object atomicReference() {
      return jdk.get();
    }
  }

  @Scenario(
      word = "hotCounter",
      group = Group.SYNC,
      operation = "an addition to a counter of all threads that is seldom read",
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Hot {
    private final StripedInt64 ours = new StripedInt64();
    private final LongAdder jdk = new LongAdder();

    @Benchmark
    public void gopark() {
      ours.add(1);
    }

    @Benchmark
    public void longAdder() {
      jdk.increment();
    }
  }

  @Scenario(
      word = "rateAllow",
      group = Group.SYNC,
      operation = "an event asked for of a limiter that refuses most",
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class RateAllow {
    private final RateLimiter limiter =
        new RateLimiter(RateLimiter.every(Duration.ofNanos(1_000)), 10);

    @Benchmark
    public boolean gopark() {
      return limiter.allow();
    }
  }

  @Scenario(
      word = "deferPush",
      group = Group.SYNC,
      operation = "a block with one deferred task",
      go = "DeferPush",
      parallel = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class DeferPush {
    private int field;

    @Benchmark
    public void gopark() {
      try (var defer = Defer.open()) {
        defer.push(() -> field--);
        field++;
      }
    }

    @Benchmark
    public void goparkNothing() {
      try (var defer = Defer.open()) {
        field++;
        assert defer != null;
      }
    }

    @Benchmark
    @SuppressWarnings("UnnecessaryFinally") // what Defer is compared with
    public void tryFinally() {
      try {
        field++;
      } finally {
        field--;
      }
    }
  }
}
