package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Go's {@code HashTrieMap} benchmarks, of the map below {@code sync.Map}: keys are strings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class MapStrings {
  private final SyncMap<String, Integer> ours = new SyncMap<>();
  private final ConcurrentHashMap<String, Integer> jdk = new ConcurrentHashMap<>();
  private final String[] keys;
  private final boolean stores;

  MapStrings(int keys, boolean stores) {
    this.keys = new String[keys];
    this.stores = stores;
  }

  @Setup
  public void fill() {
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "%08x".formatted(i * 0x9E3779B9);
      if (!stores) {
        ours.store(keys[i], i);
        jdk.put(keys[i], i);
      }
    }
  }

  @Benchmark
  public @Nullable Object gopark(Place place) {
    String key = keys[place.next(keys.length)];
    return stores ? ours.loadOrStore(key, 0) : ours.load(key);
  }

  @Benchmark
  public @Nullable Object concurrentHashMap(Place place) {
    String key = keys[place.next(keys.length)];
    return stores ? jdk.putIfAbsent(key, 0) : jdk.get(key);
  }

  /** Where a thread is among the keys. */
  @State(Scope.Thread)
  public static class Place {
    private int at;

    int next(int keys) {
      at = at + 1 < keys ? at + 1 : 0;
      return at;
    }
  }

  @Scenario(
      word = "mapStringsLoadSmall",
      group = Group.SYNC,
      operation = "a load of one of 8 strings",
      go = "MapStringsLoadSmall",
      catalogue = true,
      parallel = true)
  public static class LoadSmall extends MapStrings {
    public LoadSmall() {
      super(8, false);
    }
  }

  @Scenario(
      word = "mapStringsLoad",
      group = Group.SYNC,
      operation = "a load of one of 128 strings",
      go = "MapStringsLoad",
      catalogue = true,
      parallel = true)
  public static class Load extends MapStrings {
    public Load() {
      super(128, false);
    }
  }

  @Scenario(
      word = "mapStringsLoadLarge",
      group = Group.SYNC,
      operation = "a load of one of 131,072 strings",
      go = "MapStringsLoadLarge",
      catalogue = true,
      parallel = true)
  public static class LoadLarge extends MapStrings {
    public LoadLarge() {
      super(128 << 10, false);
    }
  }

  @Scenario(
      word = "mapStringsLoadOrStore",
      group = Group.SYNC,
      operation = "a loadOrStore of one of 128 strings, which is there but for the first time",
      go = "MapStringsLoadOrStore",
      catalogue = true,
      parallel = true)
  public static class LoadOrStore extends MapStrings {
    public LoadOrStore() {
      super(128, true);
    }
  }

  @Scenario(
      word = "mapStringsLoadOrStoreLarge",
      group = Group.SYNC,
      operation = "a loadOrStore of one of 131,072 strings, which is there but for the first time",
      go = "MapStringsLoadOrStoreLarge",
      catalogue = true,
      parallel = true)
  public static class LoadOrStoreLarge extends MapStrings {
    public LoadOrStoreLarge() {
      super(128 << 10, true);
    }
  }
}
