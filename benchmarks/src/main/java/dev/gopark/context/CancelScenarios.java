package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinContext;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.sync.WaitGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Contexts made and ended.
 *
 * <p>A context of {@code io.grpc} joins its parent's list with its first listener only, and leaves
 * it by a search through the list. Without a listener it is never told of its parent's end, with
 * one the list of a parent that lives on grows. So a single child of a live parent has none there,
 * and those of a parent that ends have one each.
 */
public final class CancelScenarios {
  static final io.grpc.Context.CancellationListener LISTENER = context -> {};

  private static final int HUNDRED = 100;
  private static final int STORM = 1_000;

  private CancelScenarios() {}

  @Scenario(
      word = "withCancel",
      group = Group.CONTEXT,
      operation = "a child of a live context, made and cancelled",
      go = "WithCancel",
      parallel = true,
      quick = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class WithCancel {
    private final CancelContext parent = Context.withCancel(Context.background());
    private final io.grpc.Context.CancellableContext grpcParent =
        io.grpc.Context.ROOT.withCancellation();

    @Benchmark
    public Object gopark() {
      CancelContext ctx = Context.withCancel(parent);
      ctx.cancel();
      return ctx;
    }

    @Benchmark
    public Object grpc() {
      io.grpc.Context.CancellableContext ctx = grpcParent.withCancellation();
      ctx.cancel(null);
      return ctx;
    }

    @Benchmark
    @OperationsPerInvocation(HUNDRED)
    public void kotlinxJob() {
      KotlinContext.makeAndCancel(HUNDRED);
    }
  }

  @Scenario(
      word = "withCancelDone",
      group = Group.CONTEXT,
      operation = "a child of a live context, made, asked for done() and cancelled",
      go = "WithCancelDone",
      parallel = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class WithCancelDone {
    private final CancelContext parent = Context.withCancel(Context.background());

    @Benchmark
    public ReceiveChannel<Void> gopark() {
      CancelContext ctx = Context.withCancel(parent);
      ReceiveChannel<Void> done = ctx.done();
      ctx.cancel();
      return done;
    }
  }

  @Scenario(
      word = "commonParentCancel",
      group = Group.CONTEXT,
      operation =
          "a child with a value under one parent of all threads, 200 units of work, its end",
      go = "CommonParentCancel",
      catalogue = true,
      parallel = true)
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class CommonParentCancel {
    private static final ContextKey<Integer> KEY = ContextKey.of("key");
    private static final io.grpc.Context.Key<Integer> GRPC_KEY = io.grpc.Context.key("key");

    private final CancelContext parent = Context.withCancel(Context.background());
    private final io.grpc.Context.CancellableContext grpcParent =
        io.grpc.Context.ROOT.withCancellation();

    @Benchmark
    public long gopark() {
      CancelContext ctx = Context.withCancel(Context.withValue(parent, KEY, 1));
      long x = work(ctx.value(KEY));
      ctx.cancel();
      return x;
    }

    @Benchmark
    public long grpc() {
      io.grpc.Context.CancellableContext ctx = grpcParent.withValue(GRPC_KEY, 1).withCancellation();
      long x = work(GRPC_KEY.get(ctx));
      ctx.cancel(null);
      return x;
    }

    private static long work(long x) {
      for (int i = 0; i < 200; i++) {
        x ^= x << 13;
        x ^= x >>> 7;
      }
      return x;
    }
  }

  @Scenario(
      word = "children100",
      group = Group.CONTEXT,
      operation = "a context and its hundred children, made and ended by a cancel of it",
      go = "Children100")
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Children100 {
    private final CancelContext parent = Context.withCancel(Context.background());

    @Benchmark
    public Object gopark() {
      CancelContext top = Context.withCancel(parent);
      for (int i = 0; i < HUNDRED; i++) {
        Context.withCancel(top);
      }
      top.cancel();
      return top;
    }

    @Benchmark
    public Object grpc() {
      io.grpc.Context.CancellableContext top = io.grpc.Context.ROOT.withCancellation();
      for (int i = 0; i < HUNDRED; i++) {
        top.withCancellation().addListener(LISTENER, Runnable::run);
      }
      top.cancel(null);
      return top;
    }

    @Benchmark
    public void kotlinxJob() {
      KotlinContext.children(HUNDRED);
    }
  }

  @Scenario(
      word = "cancelStorm",
      group = Group.CONTEXT,
      operation = "a goroutine of 1,000 that each wait for the end of a child; one cancel ends all",
      go = "CancelStorm",
      goroutines = true)
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(STORM)
  public static class CancelStorm {
    @Benchmark
    public void gopark() throws InterruptedException {
      CancelContext top = Context.withCancel(Context.background());
      var ready = new CountDownLatch(STORM);
      var all = new WaitGroup();
      for (int i = 0; i < STORM; i++) {
        CancelContext ctx = Context.withCancel(top);
        all.go(() -> {
          ready.countDown();
          ctx.done().receive();
        });
      }
      ready.await();
      top.cancel();
      all.await();
    }

    @Benchmark
    public void grpc() throws InterruptedException {
      io.grpc.Context.CancellableContext top = io.grpc.Context.ROOT.withCancellation();
      var ready = new CountDownLatch(STORM);
      var all = new CountDownLatch(STORM);
      for (int i = 0; i < STORM; i++) {
        io.grpc.Context.CancellableContext ctx = top.withCancellation();
        Go.go(() -> {
          var ended = new CountDownLatch(1);
          ctx.addListener(context -> ended.countDown(), Runnable::run);
          ready.countDown();
          ended.await();
          all.countDown();
        });
      }
      ready.await();
      top.cancel(null);
      all.await();
    }

    @Benchmark
    public void kotlinxJob() {
      KotlinContext.storm(STORM);
    }
  }
}
