package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Looking for a value that is not there, through a chain of others. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class ValueScenarios {
  private static final int COUNT = 10_000;

  private final Context ctx;
  private final ContextKey<Integer> missing = ContextKey.of("missing");
  private final io.grpc.Context grpc;
  private final io.grpc.Context.Key<Integer> grpcMissing = io.grpc.Context.key("missing");

  ValueScenarios(int depth) {
    Context ours = Context.background();
    io.grpc.Context theirs = io.grpc.Context.ROOT;
    for (int i = 0; i < depth; i++) {
      ours = Context.withValue(ours, ContextKey.of("k" + i), i);
      theirs = theirs.withValue(io.grpc.Context.<Integer>key("k" + i), i);
    }
    ctx = ours;
    grpc = theirs;
  }

  /** By whoever has looked before. */
  public abstract static class Same extends ValueScenarios {
    Same(int depth) {
      super(depth);
    }

    @Benchmark
    public Object gopark() {
      return ours();
    }

    @Benchmark
    public Object grpc() {
      return theirs();
    }
  }

  /** By a new goroutine each time, whose stack is small; another one starts it and waits. */
  @OperationsPerInvocation(COUNT)
  public abstract static class New extends ValueScenarios {
    /** Where results go that nobody wants. */
    @SuppressWarnings("UnusedVariable") // only written
    private static volatile @Nullable Object sink;

    New(int depth) {
      super(depth);
    }

    @Benchmark
    public void gopark() throws InterruptedException {
      run(this::ours);
    }

    @Benchmark
    public void grpc() throws InterruptedException {
      run(this::theirs);
    }

    private static void run(Supplier<@Nullable Object> look) throws InterruptedException {
      Go.go(
              () -> {
                for (int i = 0; i < COUNT; i++) {
                  Channel<Void> done = Channel.make();
                  Go.go(() -> {
                    sink = look.get();
                    done.close();
                  });
                  done.receive();
                }
              })
          .join();
    }
  }

  final Object ours() {
    return ctx.value(missing);
  }

  final Object theirs() {
    return grpcMissing.get(grpc);
  }

  @Scenario(
      word = "deepValueSameGoRoutine10",
      group = Group.CONTEXT,
      operation = "a lookup that passes 10 values in vain",
      go = "DeepValueSameGoRoutine/depth=10",
      catalogue = true)
  public static class Same10 extends Same {
    public Same10() {
      super(10);
    }
  }

  @Scenario(
      word = "deepValueNewGoRoutine10",
      group = Group.CONTEXT,
      operation = "the same by a goroutine that is started for it, at depth 10",
      go = "DeepValueNewGoRoutine/depth=10",
      catalogue = true,
      goroutines = true)
  public static class New10 extends New {
    public New10() {
      super(10);
    }
  }

  @Scenario(
      word = "deepValueSameGoRoutine20",
      group = Group.CONTEXT,
      operation = "a lookup that passes 20 values in vain",
      go = "DeepValueSameGoRoutine/depth=20",
      catalogue = true)
  public static class Same20 extends Same {
    public Same20() {
      super(20);
    }
  }

  @Scenario(
      word = "deepValueNewGoRoutine20",
      group = Group.CONTEXT,
      operation = "the same by a goroutine that is started for it, at depth 20",
      go = "DeepValueNewGoRoutine/depth=20",
      catalogue = true,
      goroutines = true)
  public static class New20 extends New {
    public New20() {
      super(20);
    }
  }

  @Scenario(
      word = "deepValueSameGoRoutine30",
      group = Group.CONTEXT,
      operation = "a lookup that passes 30 values in vain",
      go = "DeepValueSameGoRoutine/depth=30",
      catalogue = true)
  public static class Same30 extends Same {
    public Same30() {
      super(30);
    }
  }

  @Scenario(
      word = "deepValueNewGoRoutine30",
      group = Group.CONTEXT,
      operation = "the same by a goroutine that is started for it, at depth 30",
      go = "DeepValueNewGoRoutine/depth=30",
      catalogue = true,
      goroutines = true)
  public static class New30 extends New {
    public New30() {
      super(30);
    }
  }

  @Scenario(
      word = "deepValueSameGoRoutine50",
      group = Group.CONTEXT,
      operation = "a lookup that passes 50 values in vain",
      go = "DeepValueSameGoRoutine/depth=50",
      catalogue = true)
  public static class Same50 extends Same {
    public Same50() {
      super(50);
    }
  }

  @Scenario(
      word = "deepValueNewGoRoutine50",
      group = Group.CONTEXT,
      operation = "the same by a goroutine that is started for it, at depth 50",
      go = "DeepValueNewGoRoutine/depth=50",
      catalogue = true,
      goroutines = true)
  public static class New50 extends New {
    public New50() {
      super(50);
    }
  }

  @Scenario(
      word = "deepValueSameGoRoutine100",
      group = Group.CONTEXT,
      operation = "a lookup that passes 100 values in vain",
      go = "DeepValueSameGoRoutine/depth=100",
      catalogue = true)
  public static class Same100 extends Same {
    public Same100() {
      super(100);
    }
  }

  @Scenario(
      word = "deepValueNewGoRoutine100",
      group = Group.CONTEXT,
      operation = "the same by a goroutine that is started for it, at depth 100",
      go = "DeepValueNewGoRoutine/depth=100",
      catalogue = true,
      goroutines = true)
  public static class New100 extends New {
    public New100() {
      super(100);
    }
  }
}
