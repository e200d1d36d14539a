package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What has been done once, asked for again. */
public final class Onces {
  private Onces() {}

  @Scenario(
      word = "once",
      group = Group.SYNC,
      operation = "a run of a Once that has run",
      go = "Once",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Run {
    private final Once once = new Once();
    private volatile boolean done;
    private int field;

    @Benchmark
    public void gopark() throws InterruptedException {
      once.run(() -> field++);
    }

    /** Written by hand. */
    @Benchmark
    public void doubleChecked() {
      if (!done) {
        synchronized (this) {
          if (!done) {
            field++;
            done = true;
          }
        }
      }
    }
  }

  @Scenario(
      word = "onceValue",
      group = Group.SYNC,
      operation = "a get of a OnceValue that has its value",
      go = "OnceValue",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Value {
    private static final OnceValue<String> GLOBAL = OnceValue.of(() -> "value".repeat(2));

    private final OnceValue<String> local = OnceValue.of(() -> "value".repeat(2));

    private static final class Holder {
      static final String VALUE = "value".repeat(2);
    }

    @Benchmark
    public String gopark() throws InterruptedException {
      return local.get();
    }

    @Benchmark
    public String goparkGlobal() throws InterruptedException {
      return GLOBAL.get();
    }

    @Benchmark
    public String holderClass() {
      return Holder.VALUE;
    }
  }

  @Scenario(
      word = "onceValueMake",
      group = Group.SYNC,
      operation = "a OnceValue made and asked for the first time",
      go = "OnceValueMake",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Make {
    private int field;

    @Benchmark
    public int gopark() throws InterruptedException {
      return OnceValue.of(() -> field).get();
    }
  }
}
