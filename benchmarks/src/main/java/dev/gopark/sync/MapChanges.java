package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import org.jspecify.annotations.Nullable;

/** Stores, swaps and deletes. */
public final class MapChanges {
  private MapChanges() {}

  @Scenario(
      word = "mapAdversarialAlloc",
      group = Group.SYNC,
      operation = "a load of a key that is not there; every 1,024th stores it too",
      go = "MapAdversarialAlloc",
      catalogue = true,
      parallel = true)
  public static class AdversarialAlloc extends MapRuns {
    public AdversarialAlloc() {
      super(0);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      bound(map, i);
      Integer value = map.load(i);
      return i % KEYS == 0 ? map.loadOrStore(i, i) : value;
    }
  }

  @Scenario(
      word = "mapAdversarialDelete",
      group = Group.SYNC,
      operation = "a load among 1,024 keys; every 1,024th deletes one and stores another",
      go = "MapAdversarialDelete",
      catalogue = true,
      parallel = true)
  public static class AdversarialDelete extends MapRuns {
    public AdversarialDelete() {
      super(KEYS);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      Integer value = map.load(i % KEYS);
      if (i % KEYS == 0) {
        int key = i / KEYS % KEYS;
        map.loadAndDelete(key);
        map.store(key, i);
      }
      return value;
    }
  }

  @Scenario(
      word = "mapDeleteCollision",
      group = Group.SYNC,
      operation = "a delete of one key, which is not there",
      go = "MapDeleteCollision",
      catalogue = true,
      parallel = true)
  public static class DeleteCollision extends MapRuns {
    public DeleteCollision() {
      super(0);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.loadAndDelete(0);
    }
  }

  @Scenario(
      word = "mapSwapCollision",
      group = Group.SYNC,
      operation = "a swap of the value of one key",
      go = "MapSwapCollision",
      catalogue = true,
      parallel = true)
  public static class SwapCollision extends MapRuns {
    public SwapCollision() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.swap(0, i);
    }
  }

  @Scenario(
      word = "mapSwapMostlyHits",
      group = Group.SYNC,
      operation = "a swap; 1,023 of 1,024 keys are there, the others are deleted again",
      go = "MapSwapMostlyHits",
      catalogue = true,
      parallel = true)
  public static class SwapMostlyHits extends MapRuns {
    public SwapMostlyHits() {
      super(KEYS - 1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      int key = i % KEYS < KEYS - 1 ? i % KEYS : i;
      Integer old = map.swap(key, i);
      if (key == i) {
        map.loadAndDelete(key);
      }
      return old;
    }
  }

  @Scenario(
      word = "mapSwapMostlyMisses",
      group = Group.SYNC,
      operation = "a swap; 1 of 1,024 keys is there, the others are deleted again",
      go = "MapSwapMostlyMisses",
      catalogue = true,
      parallel = true)
  public static class SwapMostlyMisses extends MapRuns {
    public SwapMostlyMisses() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      int key = i % KEYS < 1 ? 0 : i;
      Integer old = map.swap(key, i);
      if (key == i) {
        map.loadAndDelete(key);
      }
      return old;
    }
  }

  @Scenario(
      word = "mapCompareAndSwapCollision",
      group = Group.SYNC,
      operation = "a compareAndSwap of one key from 0 to 1, and one back",
      go = "MapCompareAndSwapCollision",
      catalogue = true,
      parallel = true)
  public static class CompareAndSwapCollision extends MapRuns {
    public CompareAndSwapCollision() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      boolean there = map.compareAndSwap(0, 0, 1);
      boolean back = map.compareAndSwap(0, 1, 0);
      return there == back;
    }
  }

  @Scenario(
      word = "mapCompareAndSwapNoExistingKey",
      group = Group.SYNC,
      operation = "a compareAndSwap of a key that is not there",
      go = "MapCompareAndSwapNoExistingKey",
      catalogue = true,
      parallel = true)
  public static class CompareAndSwapNoExistingKey extends MapRuns {
    public CompareAndSwapNoExistingKey() {
      super(0);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.compareAndSwap(i, 0, 0);
    }
  }

  @Scenario(
      word = "mapCompareAndSwapValueNotEqual",
      group = Group.SYNC,
      operation = "a compareAndSwap of one key whose value is another",
      go = "MapCompareAndSwapValueNotEqual",
      catalogue = true,
      parallel = true)
  public static class CompareAndSwapValueNotEqual extends MapRuns {
    public CompareAndSwapValueNotEqual() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      return map.compareAndSwap(0, 1, 2);
    }
  }

  @Scenario(
      word = "mapCompareAndSwapMostlyHits",
      group = Group.SYNC,
      operation = "a compareAndSwap; 1,023 of 1,024 keys are there",
      go = "MapCompareAndSwapMostlyHits",
      catalogue = true,
      parallel = true)
  public static class CompareAndSwapMostlyHits extends MapRuns {
    public CompareAndSwapMostlyHits() {
      super(KEYS - 1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      int key = i % KEYS;
      return map.compareAndSwap(key, key, key);
    }
  }

  @Scenario(
      word = "mapCompareAndSwapMostlyMisses",
      group = Group.SYNC,
      operation = "a compareAndSwap; 1 of 1,024 keys is there",
      go = "MapCompareAndSwapMostlyMisses",
      catalogue = true,
      parallel = true)
  public static class CompareAndSwapMostlyMisses extends MapRuns {
    public CompareAndSwapMostlyMisses() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      int key = i % KEYS;
      return map.compareAndSwap(key, key, key);
    }
  }

  @Scenario(
      word = "mapCompareAndDeleteCollision",
      group = Group.SYNC,
      operation = "a compareAndDelete of one key; who finds it puts it back",
      go = "MapCompareAndDeleteCollision",
      catalogue = true,
      parallel = true)
  public static class CompareAndDeleteCollision extends MapRuns {
    public CompareAndDeleteCollision() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      boolean deleted = map.compareAndDelete(0, 0);
      if (deleted) {
        map.store(0, 0);
      }
      return deleted;
    }
  }

  @Scenario(
      word = "mapCompareAndDeleteMostlyHits",
      group = Group.SYNC,
      operation = "a compareAndDelete; 1,023 of 1,024 keys are there and are put back",
      go = "MapCompareAndDeleteMostlyHits",
      catalogue = true,
      parallel = true)
  public static class CompareAndDeleteMostlyHits extends MapRuns {
    public CompareAndDeleteMostlyHits() {
      super(KEYS - 1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      int key = i % KEYS;
      boolean deleted = map.compareAndDelete(key, key);
      if (deleted) {
        map.store(key, key);
      }
      return deleted;
    }
  }

  @Scenario(
      word = "mapCompareAndDeleteMostlyMisses",
      group = Group.SYNC,
      operation = "a compareAndDelete; 1 of 1,024 keys is there and is put back",
      go = "MapCompareAndDeleteMostlyMisses",
      catalogue = true,
      parallel = true)
  public static class CompareAndDeleteMostlyMisses extends MapRuns {
    public CompareAndDeleteMostlyMisses() {
      super(1);
    }

    @Override
    @Nullable Object operate(SharedMap map, int i) {
      int key = i % KEYS;
      boolean deleted = map.compareAndDelete(key, key);
      if (deleted) {
        map.store(key, key);
      }
      return deleted;
    }
  }
}
