package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncMapTest {
  /** A key whose hash keeps only some bits: TestHashTrieMapBadHash and TruncHash. */
  record Key(int id, int hashMask) {
    @Override
    public int hashCode() {
      return id & hashMask;
    }
  }

  private final SyncMap<Object, Integer> map = new SyncMap<>();

  @Test
  @DisplayName("Y1 every operation's answer")
  void operations_answer() {
    assertThat(map.load("a")).isNull();
    assertThat(map.loadOrStore("a", 1)).isEqualTo(new Loaded<>(1, false));
    assertThat(map.loadOrStore("a", 2)).isEqualTo(new Loaded<>(1, true));
    map.store("a", 3);
    assertThat(map.load("a")).isEqualTo(3);
    assertThat(map.swap("a", 4)).isEqualTo(3);
    assertThat(map.swap("b", 5)).isNull();
    assertThat(map.compareAndSwap("a", 3, 6)).isFalse();
    assertThat(map.compareAndSwap("a", 4, 6)).isTrue();
    assertThat(map.compareAndDelete("a", 4)).isFalse();
    assertThat(map.compareAndDelete("a", 6)).isTrue();
    assertThat(map.loadAndDelete("a")).isNull();
    assertThat(map.loadAndDelete("b")).isEqualTo(5);
    map.store("c", 7);
    assertThat(map).hasToString("SyncMap{c=7}");
    map.delete("c");
    map.delete("c");
    map.store("d", 8);
    map.clear();
    assertThat(map.load("d")).isNull();
  }

  @Test
  @DisplayName("Y2 TestCompareAndSwap_NonExistingKey: false, even with a null old value")
  void compareAndSwap_missingKey_isFalse() {
    assertThat(map.compareAndSwap("a", null, 1)).isFalse();
    assertThat(map.compareAndSwap("a", 0, 1)).isFalse();
    assertThat(map.compareAndDelete("a", null)).isFalse();
    assertThat(map.load("a")).isNull();
  }

  @Test
  @DisplayName("Y5 null keys and values are refused")
  void nulls_areRefused() {
    assertThatThrownBy(() -> map.store(null, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> map.store("a", null)).isInstanceOf(NullPointerException.class);
    map.store("a", 1);
    assertThatThrownBy(() -> map.loadOrStore("a", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> map.compareAndSwap("a", null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> map.compareAndDelete(null, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("Y3 TestConcurrentRange: each of 1024 keys once, beside stores")
  void range_besideStores_seesEachKeyOnce() throws Exception {
    int keys = 1024;
    for (int i = 0; i < keys; i++) {
      map.store(i, i);
    }
    var stop = new AtomicBoolean();
    Waits.Run writer =
        Waits.start(() -> {
          for (int round = 1; !stop.get(); round++) {
            for (int i = 0; i < keys; i++) {
              map.store(i, i * (round % 1_000));
            }
            map.store(keys + round, 0);
            // Never one of those that every range has to see.
            map.delete(keys + Math.max(0, round - 7));
          }
        });
    for (int round = 0; round < 50; round++) {
      Set<Integer> seen = new HashSet<>();
      map.range((key, value) -> {
        assertThat(seen.add((Integer) key)).isTrue();
        if ((Integer) key < keys && (Integer) key != 0) {
          assertThat(value % (Integer) key).isZero();
        }
        return true;
      });
      for (int i = 0; i < keys; i++) {
        assertThat(seen).contains(i);
      }
    }
    stop.set(true);
    writer.join();
  }

  @Test
  @DisplayName("Y3 TestMapRangeNestedCall: the body may call every method")
  void range_nested() {
    for (String key : List.of("a", "b", "c")) {
      map.store(key, 0);
    }
    map.range((key, value) -> {
      map.range((inner, innerValue) -> {
        map.load(inner);
        map.loadOrStore("deleted", 1);
        map.delete("deleted");
        map.store(inner, innerValue + 1);
        map.loadAndDelete("deleted");
        return true;
      });
      map.delete(key);
      return true;
    });
    assertThat(map).hasToString("SyncMap{}");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 0xF, 0x10000})
  @DisplayName("Y3 no key is seen twice, though the body takes each out and puts it back")
  void range_bodyMovesEachKey_endsAndSeesEachOnce(int hashMask) {
    for (int n : new int[] {2, 5, 40}) {
      map.clear();
      for (int i = 0; i < n; i++) {
        map.store(new Key(i, hashMask), i);
      }
      List<Object> seen = new ArrayList<>();
      map.range((key, value) -> {
        seen.add(key);
        map.delete(key);
        map.store(key, value + 1);
        return true;
      });
      assertThat(seen).hasSize(n).doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("Y3 false ends the range")
  void range_false_stops() {
    map.store("a", 1);
    map.store("b", 2);
    var count = new AtomicInteger();
    map.range((key, value) -> count.incrementAndGet() < 1);
    assertThat(count).hasValue(1);
  }

  @Test
  @DisplayName("Y4 TestConcurrentClear: empty at the end")
  void clear_besideStoresAndLoads_isEmptyAtTheEnd() throws Exception {
    var id = new AtomicInteger();
    Waits.together(
        30,
        () -> {
          int mine = id.getAndIncrement();
          for (int i = 0; i < 100; i++) {
            switch (mine % 3) {
              case 0 -> map.store(i, mine);
              case 1 -> map.load(i);
              default -> map.clear();
            }
          }
        });
    map.clear();
    map.range((key, value) -> {
      throw new AssertionError(key);
    });
  }

  @Test
  @DisplayName("Y4 TestIssue40999: a deleted key can be collected")
  void delete_letsGoOfTheKey() {
    var reference = storeAndDelete();
    map.store("other", 1);
    Waits.until(() -> {
      System.gc();
      return reference.get() == null;
    });
  }

  private WeakReference<Object> storeAndDelete() {
    var key = new Object();
    map.store(key, 1);
    map.delete(key);
    return new WeakReference<>(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 0xFF})
  @DisplayName("Y6 TestHashTrieMap, BadHash, TruncHash: shared keys, each taken exactly once")
  void compareAndDelete_byMany_succeedsOnce(int hashMask) throws Exception {
    int keys = 500;
    for (int i = 0; i < keys; i++) {
      map.store(new Key(i, hashMask), i);
    }
    var taken = new AtomicInteger();
    var swapped = new AtomicInteger();
    Waits.together(
        4,
        () -> {
          for (int i = 0; i < keys; i++) {
            var key = new Key(i, hashMask);
            if (map.compareAndSwap(key, i, -i - 1)) {
              swapped.incrementAndGet();
            }
            if (map.compareAndDelete(key, -i - 1)) {
              taken.incrementAndGet();
            }
          }
        });
    assertThat(swapped).hasValue(keys);
    assertThat(taken).hasValue(keys);
    assertThat(map).hasToString("SyncMap{}");
  }
}
