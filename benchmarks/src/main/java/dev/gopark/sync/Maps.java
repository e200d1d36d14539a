package dev.gopark.sync;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Go's MapLoadMostlyHits (1023 of 1024 keys), and a mix in which one of 16 operations renews a key.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Maps {
  private static final int KEYS = 1024;

  private final SyncMap<Integer, Integer> syncMap = new SyncMap<>();
  private final ConcurrentHashMap<Integer, Integer> concurrentHashMap = new ConcurrentHashMap<>();
  private final ReadDirtyMap<Integer, Integer> readDirtyMap = new ReadDirtyMap<>();
  private final Integer[] keys = new Integer[KEYS];

  /** The next key of a thread. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next;
  }

  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = i + 1000;
    }
    for (int i = 1; i < KEYS; i++) {
      syncMap.store(keys[i], i);
      concurrentHashMap.put(keys[i], i);
      readDirtyMap.store(keys[i], i);
    }
    for (int i = 0; i < 2 * KEYS; i++) {
      readDirtyMap.load(keys[1]);
    }
  }

  private Integer next(Cursor cursor) {
    return keys[cursor.next++ & (KEYS - 1)];
  }

  @Benchmark
  public @Nullable Integer loadSyncMap(Cursor cursor) {
    return syncMap.load(next(cursor));
  }

  @Benchmark
  public @Nullable Integer loadConcurrentHashMap(Cursor cursor) {
    return concurrentHashMap.get(next(cursor));
  }

  @Benchmark
  public @Nullable Integer loadReadDirtyMap(Cursor cursor) {
    return readDirtyMap.load(next(cursor));
  }

  @Benchmark
  public @Nullable Integer mixSyncMap(Cursor cursor) {
    Integer key = next(cursor);
    if ((ThreadLocalRandom.current().nextInt() & 15) == 0) {
      syncMap.delete(key);
      syncMap.store(key, key);
    }
    return syncMap.load(key);
  }

  @Benchmark
  public @Nullable Integer mixConcurrentHashMap(Cursor cursor) {
    Integer key = next(cursor);
    if ((ThreadLocalRandom.current().nextInt() & 15) == 0) {
      concurrentHashMap.remove(key);
      concurrentHashMap.put(key, key);
    }
    return concurrentHashMap.get(key);
  }

  @Benchmark
  public @Nullable Integer mixReadDirtyMap(Cursor cursor) {
    Integer key = next(cursor);
    if ((ThreadLocalRandom.current().nextInt() & 15) == 0) {
      readDirtyMap.delete(key);
      readDirtyMap.store(key, key);
    }
    return readDirtyMap.load(key);
  }
}
