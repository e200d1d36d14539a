package dev.gopark.context;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A chain of contexts made, and ended at its top: under a root that never ends, one that can, and
 * one that has ended before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class CancelTrees {
  private final int depth;
  private final Context root;
  private final io.grpc.Context grpcRoot;

  CancelTrees(int depth, Context root, io.grpc.Context grpcRoot) {
    this.depth = depth;
    this.root = root;
    this.grpcRoot = grpcRoot;
  }

  static Context open() {
    return Context.withCancel(Context.background());
  }

  static Context closed() {
    CancelContext ctx = Context.withCancel(Context.background());
    ctx.cancel();
    return ctx;
  }

  static io.grpc.Context grpcClosed() {
    io.grpc.Context.CancellableContext ctx = io.grpc.Context.ROOT.withCancellation();
    ctx.cancel(null);
    return ctx;
  }

  @Benchmark
  public Object gopark() {
    CancelContext top = Context.withCancel(root);
    Context below = top;
    for (int i = 1; i < depth; i++) {
      below = Context.withCancel(below);
    }
    top.cancel();
    return below;
  }

  @Benchmark
  public Object grpc() {
    io.grpc.Context.CancellableContext top = grpcRoot.withCancellation();
    io.grpc.Context.CancellableContext below = top;
    for (int i = 1; i < depth; i++) {
      below = below.withCancellation();
      below.addListener(CancelScenarios.LISTENER, Runnable::run);
    }
    top.cancel(null);
    return below;
  }

  @Scenario(
      word = "cancelTree1Background",
      group = Group.CONTEXT,
      operation = "a chain of 1 contexts under the background, made and cancelled",
      go = "CancelTree/depth=1/Root=Background",
      catalogue = true)
  public static class Depth1Background extends CancelTrees {
    public Depth1Background() {
      super(1, Context.background(), io.grpc.Context.ROOT);
    }
  }

  @Scenario(
      word = "cancelTree1OpenCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 1 contexts under a live context, made and cancelled",
      go = "CancelTree/depth=1/Root=OpenCanceler",
      catalogue = true)
  public static class Depth1OpenCanceler extends CancelTrees {
    public Depth1OpenCanceler() {
      super(1, open(), io.grpc.Context.ROOT.withCancellation());
    }
  }

  @Scenario(
      word = "cancelTree1ClosedCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 1 contexts under an ended context, made and cancelled",
      go = "CancelTree/depth=1/Root=ClosedCanceler",
      catalogue = true)
  public static class Depth1ClosedCanceler extends CancelTrees {
    public Depth1ClosedCanceler() {
      super(1, closed(), grpcClosed());
    }
  }

  @Scenario(
      word = "cancelTree10Background",
      group = Group.CONTEXT,
      operation = "a chain of 10 contexts under the background, made and cancelled",
      go = "CancelTree/depth=10/Root=Background",
      catalogue = true)
  public static class Depth10Background extends CancelTrees {
    public Depth10Background() {
      super(10, Context.background(), io.grpc.Context.ROOT);
    }
  }

  @Scenario(
      word = "cancelTree10OpenCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 10 contexts under a live context, made and cancelled",
      go = "CancelTree/depth=10/Root=OpenCanceler",
      catalogue = true)
  public static class Depth10OpenCanceler extends CancelTrees {
    public Depth10OpenCanceler() {
      super(10, open(), io.grpc.Context.ROOT.withCancellation());
    }
  }

  @Scenario(
      word = "cancelTree10ClosedCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 10 contexts under an ended context, made and cancelled",
      go = "CancelTree/depth=10/Root=ClosedCanceler",
      catalogue = true)
  public static class Depth10ClosedCanceler extends CancelTrees {
    public Depth10ClosedCanceler() {
      super(10, closed(), grpcClosed());
    }
  }

  @Scenario(
      word = "cancelTree100Background",
      group = Group.CONTEXT,
      operation = "a chain of 100 contexts under the background, made and cancelled",
      go = "CancelTree/depth=100/Root=Background",
      catalogue = true)
  public static class Depth100Background extends CancelTrees {
    public Depth100Background() {
      super(100, Context.background(), io.grpc.Context.ROOT);
    }
  }

  @Scenario(
      word = "cancelTree100OpenCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 100 contexts under a live context, made and cancelled",
      go = "CancelTree/depth=100/Root=OpenCanceler",
      catalogue = true)
  public static class Depth100OpenCanceler extends CancelTrees {
    public Depth100OpenCanceler() {
      super(100, open(), io.grpc.Context.ROOT.withCancellation());
    }
  }

  @Scenario(
      word = "cancelTree100ClosedCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 100 contexts under an ended context, made and cancelled",
      go = "CancelTree/depth=100/Root=ClosedCanceler",
      catalogue = true)
  public static class Depth100ClosedCanceler extends CancelTrees {
    public Depth100ClosedCanceler() {
      super(100, closed(), grpcClosed());
    }
  }

  @Scenario(
      word = "cancelTree1000Background",
      group = Group.CONTEXT,
      operation = "a chain of 1000 contexts under the background, made and cancelled",
      go = "CancelTree/depth=1000/Root=Background",
      catalogue = true)
  public static class Depth1000Background extends CancelTrees {
    public Depth1000Background() {
      super(1000, Context.background(), io.grpc.Context.ROOT);
    }
  }

  @Scenario(
      word = "cancelTree1000OpenCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 1000 contexts under a live context, made and cancelled",
      go = "CancelTree/depth=1000/Root=OpenCanceler",
      catalogue = true)
  public static class Depth1000OpenCanceler extends CancelTrees {
    public Depth1000OpenCanceler() {
      super(1000, open(), io.grpc.Context.ROOT.withCancellation());
    }
  }

  @Scenario(
      word = "cancelTree1000ClosedCanceler",
      group = Group.CONTEXT,
      operation = "a chain of 1000 contexts under an ended context, made and cancelled",
      go = "CancelTree/depth=1000/Root=ClosedCanceler",
      catalogue = true)
  public static class Depth1000ClosedCanceler extends CancelTrees {
    public Depth1000ClosedCanceler() {
      super(1000, closed(), grpcClosed());
    }
  }
}
