package dev.gopark.sched;

import dev.gopark.Defer;
import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code defer}, {@code defer10}, {@code deferMany} and {@code panicRecover}: tasks that run when a
 * block ends, and what catches a throw. The rivals are what the language has.
 */
public final class Defers {
  private Defers() {}

  /** Counts, so that a deferred task is not nothing. */
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Thread)
  public abstract static class Counting {
    int ran;

    void count() {
      ran++;
    }

    /** So many in one block. */
    int block(int count) {
      try (var defer = Defer.open()) {
        for (int i = 0; i < count; i++) {
          defer.push(this::count);
        }
      }
      return ran;
    }

    /** The same as {@code finally} blocks, one in the other. */
    int nested(int count) {
      try {
        if (count > 1) {
          nested(count - 1);
        }
      } finally {
        count();
      }
      return ran;
    }
  }

  /** One in a block. */
  @Scenario(
      word = "defer",
      group = Group.SCHEDULER,
      operation = "a block with one deferred task",
      go = "Defer",
      catalogue = true)
  public static class One extends Counting {
    @Benchmark
    public int gopark() {
      return block(1);
    }

    @Benchmark
    public int tryFinally() {
      return nested(1);
    }
  }

  /** Ten in a block. */
  @Scenario(
      word = "defer10",
      group = Group.SCHEDULER,
      operation = "a deferred task of ten in a block",
      go = "Defer10",
      catalogue = true)
  public static class Ten extends Counting {
    static final int COUNT = 10;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int gopark() {
      return block(COUNT);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int tryFinally() {
      return nested(COUNT);
    }
  }

  /** As many as there are. */
  @Scenario(
      word = "deferMany",
      group = Group.SCHEDULER,
      operation = "a deferred task of 10,000 in a block",
      go = "DeferMany",
      catalogue = true)
  public static class Many extends Counting {
    static final int COUNT = 10_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int gopark() {
      return block(COUNT);
    }

    /** A list of tasks, run from its end. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int arrayList() {
      List<Runnable> tasks = new ArrayList<>();
      try {
        for (int i = 0; i < COUNT; i++) {
          tasks.add(this::count);
        }
      } finally {
        for (int i = tasks.size() - 1; i >= 0; i--) {
          tasks.get(i).run();
        }
      }
      return ran;
    }
  }

  /** A throw and its catch. */
  @Scenario(
      word = "panicRecover",
      group = Group.SCHEDULER,
      operation = "a throw, and a block that makes a result of it",
      go = "PanicRecover",
      catalogue = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Thread)
  public static class PanicRecover {
    private int count;

    @Benchmark
    public int gopark() {
      return Defer.recovering(
          () -> {
            throw new IllegalStateException("panic");
          },
          thrown -> ++count);
    }

    /** With an exception that has no stack trace, which is what a Go panic costs least. */
    @Benchmark
    public int goparkNoTrace() {
      return Defer.recovering(
          () -> {
            throw new NoTrace();
          },
          thrown -> ++count);
    }

    @Benchmark
    public int tryCatch() {
      try {
        return thrower();
      } catch (IllegalStateException e) {
        return ++count;
      }
    }

    private static int thrower() {
      throw new IllegalStateException("panic");
    }
  }

  private static final class NoTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoTrace() {
      super("panic", null, false, false);
    }
  }
}
