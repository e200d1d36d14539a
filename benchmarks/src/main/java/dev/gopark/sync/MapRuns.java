package dev.gopark.sync;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * All threads use one map. It holds the keys from 0 on, as many as a scenario says, each its own
 * value; operation number i of a thread is told a number that no other operation is told.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class MapRuns {
  static final int KEYS = 1024;
  static final int SOME = 256;

  /** After so many operations of a thread a map that only grows starts again. */
  private static final int GROWTH = 1 << 18;

  private static final int BITS = 26;

  final SharedMap ours = new SharedMap.Ours();
  private final SharedMap jdk = new SharedMap.Jdk();
  private final int present;

  MapRuns(int present) {
    this.present = present;
  }

  /** The numbers of a thread's operations. */
  @State(Scope.Thread)
  public static class Cursor {
    private int base;
    private int next;

    @Setup(Level.Trial)
    public void place(ThreadParams thread) {
      base = KEYS + (thread.getThreadIndex() << BITS);
    }

    int next() {
      next = (next + 1) & ((1 << BITS) - 1);
      return base + next;
    }
  }

  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < present; i++) {
      ours.store(i, i);
      jdk.store(i, i);
    }
  }

  @Benchmark
  public @Nullable Object gopark(Cursor cursor) {
    return operate(ours, cursor.next());
  }

  @Benchmark
  public @Nullable Object concurrentHashMap(Cursor cursor) {
    return operate(jdk, cursor.next());
  }

  abstract @Nullable Object operate(SharedMap map, int i);

  /** For scenarios that add a key each time. */
  static void bound(SharedMap map, int i) {
    if (isBound(i)) {
      map.renew();
    }
  }

  static boolean isBound(int i) {
    return (i & (GROWTH - 1)) == 0;
  }
}
