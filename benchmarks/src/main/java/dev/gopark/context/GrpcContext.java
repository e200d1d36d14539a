package dev.gopark.context;

import io.grpc.Context;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * The rival: {@code io.grpc.Context}, as far as it does the same. A context of it joins its
 * parent's list with its first listener only. The single child gets none, and so is never told of
 * its parent's end: with one, the parent's list is searched, and grows from call to call, until the
 * benchmark measures nothing else. The hundred children get one each, under a parent that ends.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class GrpcContext {
  private static final Context.CancellationListener LISTENER = context -> {};

  private final Context.CancellableContext parent = Context.ROOT.withCancellation();
  private final Context.Key<Integer> missing = Context.key("missing");
  private final Context deep;

  public GrpcContext() {
    Context ctx = Context.ROOT;
    for (int i = 0; i < 100; i++) {
      ctx = ctx.withValue(Context.<Integer>key("k" + i), i);
    }
    deep = ctx;
  }

  @Benchmark
  public Context withCancel() {
    Context.CancellableContext ctx = parent.withCancellation();
    ctx.cancel(null);
    return ctx;
  }

  @Benchmark
  public Context children100() {
    Context.CancellableContext top = Context.ROOT.withCancellation();
    for (int i = 0; i < 100; i++) {
      top.withCancellation().addListener(LISTENER, Runnable::run);
    }
    top.cancel(null);
    return top;
  }

  @Benchmark
  @Threads(2)
  public Context commonParent() {
    return withCancel();
  }

  @Benchmark
  public boolean isCancelled() {
    return parent.isCancelled();
  }

  @Benchmark
  public Integer miss100() {
    return missing.get(deep);
  }
}
