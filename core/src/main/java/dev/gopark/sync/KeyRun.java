package dev.gopark.sync;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the bin in which an iterator of a ConcurrentHashMap stands, or of a few bins more.
 */
final class KeyRun<K> {
  /**
   * Tables have at least 16 bins, so keys of one bin agree in that many bits of their spread hash.
   */
  private static final int BIN_BITS = 15;

  /** From here on a set is faster: keys whose hashes collide. */
  private static final int FEW = 8;

  private final List<K> few = new ArrayList<>(FEW);
  private @Nullable Set<K> many;
  private int bits = -1;

  /** Whether the key has not been added in this run. */
  boolean add(K key) {
    int hash = key.hashCode();
    int bits = (hash ^ hash >>> 16) & BIN_BITS;
    if (bits != this.bits) {
      this.bits = bits;
      few.clear();
      many = null;
    }
    Set<K> many = this.many;
    if (many != null) {
      return many.add(key);
    }
    if (few.contains(key)) {
      return false;
    }
    if (few.size() == FEW) {
      many = new HashSet<>(few);
      this.many = many;
      return many.add(key);
    }
    return few.add(key);
  }
}
