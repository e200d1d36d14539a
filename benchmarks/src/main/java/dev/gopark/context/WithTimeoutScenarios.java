package dev.gopark.context;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Ten contexts with a timeout of an hour made and cancelled, beside so many that stay. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class WithTimeoutScenarios {
  private static final Duration HOUR = Duration.ofHours(1);

  private final int live;
  private final List<AutoCloseable> stay = new ArrayList<>();
  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

  WithTimeoutScenarios(int live) {
    this.live = live;
    executor.setRemoveOnCancelPolicy(true);
  }

  @Setup(Level.Trial)
  public void fill(BenchmarkParams params) {
    boolean grpc = params.getBenchmark().endsWith(".grpc");
    for (int i = 0; i < live; i++) {
      if (grpc) {
        stay.add(io.grpc.Context.ROOT.withDeadlineAfter(1, TimeUnit.HOURS, executor));
      } else {
        stay.add(Context.withTimeout(Context.background(), HOUR));
      }
    }
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    for (AutoCloseable ctx : stay) {
      ctx.close();
    }
    executor.shutdownNow();
  }

  @Benchmark
  public void gopark() {
    var made = new CancelContext[10];
    for (int i = 0; i < made.length; i++) {
      made[i] = Context.withTimeout(Context.background(), HOUR);
    }
    for (CancelContext ctx : made) {
      ctx.cancel();
    }
  }

  @Benchmark
  public void grpc() {
    var made = new io.grpc.Context.CancellableContext[10];
    for (int i = 0; i < made.length; i++) {
      made[i] = io.grpc.Context.ROOT.withDeadlineAfter(1, TimeUnit.HOURS, executor);
    }
    for (io.grpc.Context.CancellableContext ctx : made) {
      ctx.cancel(null);
    }
  }

  @Scenario(
      word = "withTimeout40",
      group = Group.CONTEXT,
      operation = "ten contexts with a timeout made and cancelled, beside 40 that stay",
      go = "WithTimeout/concurrency=40",
      catalogue = true,
      parallel = true)
  public static class Beside40 extends WithTimeoutScenarios {
    public Beside40() {
      super(40);
    }
  }

  @Scenario(
      word = "withTimeout4000",
      group = Group.CONTEXT,
      operation = "ten contexts with a timeout made and cancelled, beside 4000 that stay",
      go = "WithTimeout/concurrency=4000",
      catalogue = true,
      parallel = true)
  public static class Beside4000 extends WithTimeoutScenarios {
    public Beside4000() {
      super(4000);
    }
  }

  @Scenario(
      word = "withTimeout400000",
      group = Group.CONTEXT,
      operation = "ten contexts with a timeout made and cancelled, beside 400000 that stay",
      go = "WithTimeout/concurrency=400000",
      catalogue = true,
      parallel = true)
  public static class Beside400000 extends WithTimeoutScenarios {
    public Beside400000() {
      super(400000);
    }
  }
}
