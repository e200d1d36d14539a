package dev.gopark.sync;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A map that threads share: Go's {@code sync.Map}, typed.
 *
 * <p>Each operation is atomic. Keys are told apart by {@code equals}, and so are the values that
 * {@link #compareAndSwap} and {@link #compareAndDelete} compare. Unlike Go's it refuses null: a
 * null result means that the key is not there.
 *
 * <p><b>Memory consistency effects:</b> actions before an operation that writes happen-before the
 * return of one that sees what it wrote.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class SyncMap<K, V> {
  /*
   * A ConcurrentHashMap behind a reference.
   *
   * What Go did. Until 1.23: two maps from keys to entries. Loads went to an immutable one, "read", without a
   * lock; keys that were not in it were looked up in "dirty" under a mutex, and when such misses had grown as
   * many as dirty had keys, dirty was promoted to read as a whole. Stores to keys in read were a CAS on the
   * entry; the first new key after a promotion copied all live entries into a new dirty, so a workload of
   * new keys paid a copy over and over, and loads of new keys were slow. Since 1.24: a trie of 16-way nodes
   * over the bits of the hash; loads walk it without a lock, a write locks the one node that it changes.
   * Both exist because Go's map cannot be read while it is written. Java's ConcurrentHashMap can: a load is a
   * walk of one bin without a lock, a store locks one bin, and it grows without stopping anybody. Measured
   * beside a read/dirty map it is as fast at loads and faster at new keys: docs/adr/0003.
   *
   * Three things it does not give:
   *   - compareAndSwap and compareAndDelete of a key that is not there: false, even with a null old value.
   *   - clear in constant time: the whole map is replaced. An operation that has read the old reference
   *     overlaps with the clear, and takes effect before it.
   *   - range sees each key at most once. ConcurrentHashMap's iterator can return a key again that was removed
   *     and put back while it stands in the key's bin, since new nodes go to the end of the bin: a body that
   *     deletes and stores each key would never end. Keys of one bin come one after the other, and agree in
   *     the last four bits of their spread hash, as a table never has fewer than 16 bins. So it is enough to
   *     remember the keys of the current run with equal bits (KeyRun), which is seldom longer than two.
   *
   * Tests: SyncMapTest, SyncMapModelTest; SyncMapLincheckTest. References: Go, sync/map.go of 1.23,
   * internal/sync/hashtriemap.go.
   */
  private volatile ConcurrentHashMap<K, V> map = new ConcurrentHashMap<>();

  /** Makes an empty map. */
  public SyncMap() {}

  /**
   * The value of a key.
   *
   * @param key the key
   * @return its value, or null if it is not there
   */
  public @Nullable V load(K key) {
    return map.get(key);
  }

  /**
   * Sets the value of a key.
   *
   * @param key the key
   * @param value its new value
   */
  public void store(K key, V value) {
    map.put(key, value);
  }

  /**
   * The value of a key, which is set first if it is not there.
   *
   * @param key the key
   * @param value its value if it has none
   * @return the value that is there now, and whether it was there before
   */
  public Loaded<V> loadOrStore(K key, V value) {
    Objects.requireNonNull(value, "value");
    ConcurrentHashMap<K, V> map = this.map;
    V found = map.get(key);
    if (found == null) {
      found = map.putIfAbsent(key, value);
    }
    return found == null ? new Loaded<>(value, false) : new Loaded<>(found, true);
  }

  /**
   * Takes a key out.
   *
   * @param key the key
   * @return the value it had, or null if it was not there
   */
  public @Nullable V loadAndDelete(K key) {
    return map.remove(key);
  }

  /**
   * Takes a key out if it is there.
   *
   * @param key the key
   */
  public void delete(K key) {
    map.remove(key);
  }

  /**
   * Sets the value of a key and tells the old one.
   *
   * @param key the key
   * @param value its new value
   * @return the value it had, or null if it was not there
   */
  public @Nullable V swap(K key, V value) {
    return map.put(key, value);
  }

  /**
   * Sets the value of a key if it equals the expected one.
   *
   * @param key the key
   * @param expected what the value must equal; null never does, since a key that is not there is
   *     not set
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSwap(K key, @Nullable V expected, V value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    ConcurrentHashMap<K, V> map = this.map;
    return holds(map, key, expected) && map.replace(key, expected, value);
  }

  /**
   * Takes a key out if its value equals the expected one.
   *
   * @param key the key
   * @param expected what the value must equal; null never does
   * @return whether it was taken out
   */
  public boolean compareAndDelete(K key, @Nullable V expected) {
    Objects.requireNonNull(key, "key");
    ConcurrentHashMap<K, V> map = this.map;
    return holds(map, key, expected) && map.remove(key, expected);
  }

  /** A look without the lock of the bin, which says no to most of those that are to fail. */
  private static <K, V> boolean holds(ConcurrentHashMap<K, V> map, K key, @Nullable V expected) {
    if (expected == null) {
      return false;
    }
    V now = map.get(key);
    return now == expected || (now != null && expected.equals(now));
  }

  /**
   * Calls a body for each key and its value, until it answers false.
   *
   * <p>Not a snapshot: what is stored or deleted meanwhile may be seen or not. But no key is seen
   * twice, and one that is there all the time is seen. The body may call any method of this map.
   *
   * @param body is given a key and its value; false ends the range
   */
  public void range(BiPredicate<? super K, ? super V> body) {
    Objects.requireNonNull(body, "body");
    var seen = new KeyRun<K>();
    for (var entry : map.entrySet()) {
      if (seen.add(entry.getKey()) && !body.test(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  /** Takes all keys out, in constant time. */
  public void clear() {
    map = new ConcurrentHashMap<>();
  }

  /** The keys and values, as a range would see them. */
  @Override
  public String toString() {
    return "SyncMap" + map;
  }
}
