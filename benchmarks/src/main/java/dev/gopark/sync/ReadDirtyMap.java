package dev.gopark.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The rival of {@link SyncMap} that Go had until 1.23: an immutable map for loads without a lock,
 * and a mutable one behind a lock that replaces it once loads have missed the first one often
 * enough. Only what is measured: load, store and delete.
 */
final class ReadDirtyMap<K, V> {
  private static final class Entry<V> {
    /** Null once deleted. */
    volatile @Nullable V value;

    Entry(@Nullable V value) {
      this.value = value;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** Never changed after it is published, but for the values of its entries. */
  private volatile Map<K, Entry<V>> read = new HashMap<>();

  // Guarded by the lock. Dirty holds every live entry, or is null if read does.
  private @Nullable Map<K, Entry<V>> dirty;
  private int misses;

  @Nullable V load(K key) {
    Entry<V> entry = read.get(key);
    if (entry == null) {
      entry = loadDirty(key);
    }
    return entry == null ? null : entry.value;
  }

  void store(K key, V value) {
    Entry<V> known = read.get(key);
    // A deleted entry may have been left out of dirty, so it takes the slow path.
    if (known != null && known.value != null) {
      known.value = value;
      return;
    }
    lock.lock();
    try {
      Map<K, Entry<V>> dirty = this.dirty;
      if (dirty == null) {
        dirty = new HashMap<>();
        for (Map.Entry<K, Entry<V>> entry : read.entrySet()) {
          if (entry.getValue().value != null) {
            dirty.put(entry.getKey(), entry.getValue());
          }
        }
        this.dirty = dirty;
      }
      Entry<V> entry = dirty.get(key);
      if (entry == null) {
        dirty.put(key, new Entry<>(value));
      } else {
        entry.value = value;
      }
    } finally {
      lock.unlock();
    }
  }

  void delete(K key) {
    Entry<V> entry = read.get(key);
    if (entry != null) {
      entry.value = null;
    }
    lock.lock();
    try {
      if (dirty != null) {
        dirty.remove(key);
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry<V> loadDirty(K key) {
    lock.lock();
    try {
      Entry<V> entry = read.get(key);
      Map<K, Entry<V>> dirty = this.dirty;
      if (entry != null || dirty == null) {
        return entry;
      }
      entry = dirty.get(key);
      if (++misses >= dirty.size()) {
        read = dirty;
        this.dirty = null;
        misses = 0;
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }
}
