package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Loads, and what stores or deletes at the same time. */
public final class MapLoads {
  private MapLoads() {}

  @Scenario(
      word = "mapLoadMostlyHits",
      group = Group.SYNC,
      operation = "a load; 1,023 of 1,024 keys are there",
      go = "MapLoadMostlyHits",
      catalogue = true,
      parallel = true,
      quick = true)
  public static class LoadMostlyHits extends MapRuns {
    private final ReadDirtyMap<Integer, Integer> readDirty = new ReadDirtyMap<>();

    public LoadMostlyHits() {
      super(KEYS - 1);
    }

    @Setup
    public void fillReadDirty() {
      for (int i = 0; i < KEYS - 1; i++) {
        readDirty.store(i, i);
      }
      for (int i = 0; i < 2 * KEYS; i++) {
        readDirty.load(1);
      }
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.load(i % KEYS);
    }

    /** What Go had until 1.24: a read-only map with a mutable one behind it. */
    @Benchmark
    public @Nullable Object readDirtyMap(Cursor cursor) {
      return readDirty.load(cursor.next() % KEYS);
    }
  }

  @Scenario(
      word = "mapLoadMostlyMisses",
      group = Group.SYNC,
      operation = "a load; 1 of 1,024 keys is there",
      go = "MapLoadMostlyMisses",
      catalogue = true,
      parallel = true)
  public static class LoadMostlyMisses extends MapRuns {
    public LoadMostlyMisses() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.load(i % KEYS);
    }
  }

  @Scenario(
      word = "mapLoadOrStoreBalanced",
      group = Group.SYNC,
      operation = "a loadOrStore, every other one of a new key, in runs of 128",
      go = "MapLoadOrStoreBalanced",
      catalogue = true,
      parallel = true)
  public static class LoadOrStoreBalanced extends MapRuns {
    public LoadOrStoreBalanced() {
      super(SOME / 2);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      bound(map, i);
      int key = i % SOME < SOME / 2 ? i % SOME : i;
      return map.loadOrStore(key, i);
    }
  }

  @Scenario(
      word = "mapLoadOrStoreUnique",
      group = Group.SYNC,
      operation = "a loadOrStore of a new key",
      go = "MapLoadOrStoreUnique",
      catalogue = true,
      parallel = true)
  public static class LoadOrStoreUnique extends MapRuns {
    private volatile ReadDirtyMap<Integer, Integer> readDirty = new ReadDirtyMap<>();

    public LoadOrStoreUnique() {
      super(0);
    }

    /** A load and a store, one after the other: less than it would have to do. */
    @Benchmark
    public @Nullable Object readDirtyMap(Cursor cursor) {
      int i = cursor.next();
      if (isBound(i)) {
        readDirty = new ReadDirtyMap<>();
      }
      ReadDirtyMap<Integer, Integer> map = readDirty;
      Integer found = map.load(i);
      if (found == null) {
        map.store(i, i);
      }
      return found;
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      bound(map, i);
      return map.loadOrStore(i, i);
    }
  }

  @Scenario(
      word = "mapLoadOrStoreCollision",
      group = Group.SYNC,
      operation = "a loadOrStore of one key, which is there",
      go = "MapLoadOrStoreCollision",
      catalogue = true,
      parallel = true)
  public static class LoadOrStoreCollision extends MapRuns {
    public LoadOrStoreCollision() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.loadOrStore(0, i);
    }
  }

  @Scenario(
      word = "mapLoadAndDeleteBalanced",
      group = Group.SYNC,
      operation =
          "a loadAndDelete, every other one of a key that is there at first, in runs of 128",
      go = "MapLoadAndDeleteBalanced",
      catalogue = true,
      parallel = true)
  public static class LoadAndDeleteBalanced extends MapRuns {
    public LoadAndDeleteBalanced() {
      super(SOME / 2);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.loadAndDelete(i % SOME < SOME / 2 ? i % SOME : i);
    }
  }

  @Scenario(
      word = "mapLoadAndDeleteUnique",
      group = Group.SYNC,
      operation = "a loadAndDelete of a key that is not there",
      go = "MapLoadAndDeleteUnique",
      catalogue = true,
      parallel = true)
  public static class LoadAndDeleteUnique extends MapRuns {
    public LoadAndDeleteUnique() {
      super(0);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.loadAndDelete(i);
    }
  }

  @Scenario(
      word = "mapLoadAndDeleteCollision",
      group = Group.SYNC,
      operation = "a loadAndDelete of one key; who finds it puts it back",
      go = "MapLoadAndDeleteCollision",
      catalogue = true,
      parallel = true)
  public static class LoadAndDeleteCollision extends MapRuns {
    public LoadAndDeleteCollision() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      Integer value = map.loadAndDelete(0);
      if (value != null) {
        map.store(0, value);
      }
      return value;
    }
  }

  @Scenario(
      word = "mapRange",
      group = Group.SYNC,
      operation = "a walk over 1,024 entries",
      go = "MapRange",
      catalogue = true,
      parallel = true)
  public static class Range extends MapRuns {
    public Range() {
      super(KEYS);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      map.range((key, value) -> true);
      return map;
    }
  }

  @Scenario(
      word = "mapClear",
      group = Group.SYNC,
      operation = "a store; every 256th operation clears the map instead",
      go = "MapClear",
      catalogue = true,
      parallel = true)
  public static class Clear extends MapRuns {
    public Clear() {
      super(0);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      if (i % SOME == 0) {
        map.clear();
      } else {
        map.store(i % SOME, i);
      }
      return map;
    }
  }
}
