package dev.gopark.sync;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The maps that are compared, by the names of ours. */
interface SharedMap {
  @Nullable Integer load(Integer key);

  void store(Integer key, Integer value);

  @Nullable Integer loadOrStore(Integer key, Integer value);

  @Nullable Integer loadAndDelete(Integer key);

  @Nullable Integer swap(Integer key, Integer value);

  boolean compareAndSwap(Integer key, Integer expected, Integer value);

  boolean compareAndDelete(Integer key, Integer expected);

  void range(BiPredicate<Integer, Integer> body);

  void clear();

  /** Starts again with an empty map: for scenarios that only add. */
  void renew();

  /** Ours. */
  final class Ours implements SharedMap {
    private volatile SyncMap<Integer, Integer> map = new SyncMap<>();

    @Override
    public @Nullable Integer load(Integer key) {
      return map.load(key);
    }

    @Override
    public void store(Integer key, Integer value) {
      map.store(key, value);
    }

    @Override
    public @Nullable Integer loadOrStore(Integer key, Integer value) {
      return map.loadOrStore(key, value).value();
    }

    @Override
    public @Nullable Integer loadAndDelete(Integer key) {
      return map.loadAndDelete(key);
    }

    @Override
    public @Nullable Integer swap(Integer key, Integer value) {
      return map.swap(key, value);
    }

    @Override
    public boolean compareAndSwap(Integer key, Integer expected, Integer value) {
      return map.compareAndSwap(key, expected, value);
    }

    @Override
    public boolean compareAndDelete(Integer key, Integer expected) {
      return map.compareAndDelete(key, expected);
    }

    @Override
    public void range(BiPredicate<Integer, Integer> body) {
      map.range(body);
    }

    @Override
    public void clear() {
      map.clear();
    }

    @Override
    public void renew() {
      map = new SyncMap<>();
    }
  }

  /** The JDK's. */
  final class Jdk implements SharedMap {
    private volatile ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();

    @Override
    public @Nullable Integer load(Integer key) {
      return map.get(key);
    }

    @Override
    public void store(Integer key, Integer value) {
      map.put(key, value);
    }

    @Override
    public @Nullable Integer loadOrStore(Integer key, Integer value) {
      return map.putIfAbsent(key, value);
    }

    @Override
    public @Nullable Integer loadAndDelete(Integer key) {
      return map.remove(key);
    }

    @Override
    public @Nullable Integer swap(Integer key, Integer value) {
      return map.put(key, value);
    }

    @Override
    public boolean compareAndSwap(Integer key, Integer expected, Integer value) {
      return map.replace(key, expected, value);
    }

    @Override
    public boolean compareAndDelete(Integer key, Integer expected) {
      return map.remove(key, expected);
    }

    @Override
    public void range(BiPredicate<Integer, Integer> body) {
      for (var entry : map.entrySet()) {
        if (!body.test(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }

    @Override
    public void clear() {
      map.clear();
    }

    @Override
    public void renew() {
      map = new ConcurrentHashMap<>();
    }
  }
}
