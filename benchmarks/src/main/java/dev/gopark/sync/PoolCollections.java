package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Pools and the garbage collector, which empties ours and Go's. The rival keeps for ever what it
 * was given.
 */
public final class PoolCollections {
  private PoolCollections() {}

  /** The collection itself. Ours keeps so many objects only, and drops the others at once. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @Scenario(
      word = "poolStw",
      group = Group.SYNC,
      operation = "100,000 puts, then a collection of all garbage",
      go = "PoolSTW",
      catalogue = true)
  public static class Collect {
    private static final int PUTS = 100_000;

    private final Pool<byte[]> pool = new Pool<>(() -> new byte[64]);
    private final ConcurrentLinkedDeque<byte[]> deque = new ConcurrentLinkedDeque<>();
    private final byte[] item = new byte[64];

    @Benchmark
    public void gopark() {
      for (int i = 0; i < PUTS; i++) {
        pool.put(item);
      }
      System.gc();
    }

    /** Emptied by hand, since no collection does it. */
    @Benchmark
    public void concurrentLinkedDeque() {
      for (int i = 0; i < PUTS; i++) {
        deque.offerFirst(item);
      }
      System.gc();
      deque.clear();
    }
  }

  /** What has to be made again. Garbage is made beside, so that there are collections. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @Scenario(
      word = "poolExpensiveNew",
      group = Group.SYNC,
      operation =
          "a hundred gets of objects that take 1 ms to make, 32 KiB of garbage each, and their puts",
      go = "PoolExpensiveNew",
      catalogue = true,
      parallel = true)
  public static class ExpensiveNew {
    private static final int OUT = 100;
    private static final int GARBAGE = 32 << 10;

    private final Pool<byte[]> pool = new Pool<>(ExpensiveNew::make);
    private final ConcurrentLinkedDeque<byte[]> deque = new ConcurrentLinkedDeque<>();

    private static byte[] make() {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      return new byte[64];
    }

    @Benchmark
    public void gopark(Blackhole hole) {
      var out = new byte[OUT][];
      for (int i = 0; i < OUT; i++) {
        out[i] = pool.get();
        hole.consume(new byte[GARBAGE]);
      }
      for (byte[] item : out) {
        pool.put(item);
      }
    }

    @Benchmark
    public void concurrentLinkedDeque(Blackhole hole) {
      var out = new byte[OUT][];
      for (int i = 0; i < OUT; i++) {
        byte[] item = deque.pollFirst();
        out[i] = item == null ? make() : item;
        hole.consume(new byte[GARBAGE]);
      }
      for (byte[] item : out) {
        deque.offerFirst(item);
      }
    }
  }
}
