package dev.gopark.context;

import dev.gopark.channel.ReceiveChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Contexts made and ended: the Go twins are in {@code go/context_test.go}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class CancelBenchmark {
  private static final ContextKey<Integer> KEY = ContextKey.of("key");

  private final CancelContext parent = Context.withCancel(Context.background());
  private final CancelContext ended = Context.withCancel(Context.background());
  private final ReceiveChannel<Void> done = parent.done();

  public CancelBenchmark() {
    ended.done();
    ended.cancel();
  }

  @Benchmark
  public CancelContext withCancel() {
    CancelContext ctx = Context.withCancel(parent);
    ctx.cancel();
    return ctx;
  }

  @Benchmark
  public CancelContext withCancelDone() {
    CancelContext ctx = Context.withCancel(parent);
    ctx.done();
    ctx.cancel();
    return ctx;
  }

  @Benchmark
  public CancelContext withTimeout() {
    CancelContext ctx = Context.withTimeout(parent, Duration.ofHours(1));
    ctx.cancel();
    return ctx;
  }

  /** A hundred children, ended by their parent. */
  @Benchmark
  public CancelContext children100() {
    CancelContext top = Context.withCancel(parent);
    for (int i = 0; i < 100; i++) {
      Context.withCancel(top);
    }
    top.cancel();
    return top;
  }

  /** A chain of a hundred, ended at its top. */
  @Benchmark
  public CancelContext chain100() {
    CancelContext top = Context.withCancel(parent);
    Context below = top;
    for (int i = 0; i < 100; i++) {
      below = Context.withCancel(below);
    }
    top.cancel();
    return top;
  }

  /** Both threads make children of one parent. */
  @Benchmark
  @Threads(2)
  public CancelContext commonParent() {
    CancelContext ctx = Context.withCancel(Context.withValue(parent, KEY, 1));
    ctx.cancel();
    return ctx;
  }

  @Benchmark
  public Object errLive() {
    return parent.err();
  }

  @Benchmark
  public Object errEnded() {
    return ended.err();
  }

  @Benchmark
  public boolean donePoll() {
    return parent.done().isDrained();
  }

  @Benchmark
  public ReceiveChannel<Void> doneAsked() {
    return parent.done();
  }

  @Benchmark
  public boolean doneKept() {
    return done.isDrained();
  }
}
