package dev.gopark.context;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Looking for a value that is not there, through a chain of others. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ValueBenchmark {
  @Param({"10", "100"})
  int depth;

  private Context ctx = Context.background();
  private ContextKey<Integer> missing = ContextKey.of("missing");

  @Setup
  public void makeChain() {
    for (int i = 0; i < depth; i++) {
      ctx = Context.withValue(ctx, ContextKey.of("k" + i), i);
    }
  }

  @Benchmark
  public Integer miss() {
    return ctx.value(missing);
  }
}
