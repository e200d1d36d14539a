package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncMapModelTest {
  @ParameterizedTest
  @ValueSource(ints = {-1, 3, 0})
  @DisplayName("Y1 TestMapMatchesRWMutex, DeepCopy: random operations answer as a plain map's")
  void randomOperations_matchAPlainMap(int hashMask) {
    long seed = ThreadLocalRandom.current().nextLong();
    var random = new Random(seed);
    var map = new SyncMap<SyncMapTest.Key, Integer>();
    Map<SyncMapTest.Key, Integer> model = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      var key = new SyncMapTest.Key(random.nextInt(40), hashMask);
      int value = random.nextInt(3);
      int old = random.nextInt(3);
      int operation = random.nextInt(200);
      String where = "seed " + seed + ", step " + step;
      if (operation == 0) {
        map.clear();
        model.clear();
      } else {
        switch (operation % 8) {
          case 0 -> assertThat(map.load(key)).as(where).isEqualTo(model.get(key));
          case 1 -> {
            map.store(key, value);
            model.put(key, value);
          }
          case 2 -> {
            Integer there = model.putIfAbsent(key, value);
            assertThat(map.loadOrStore(key, value))
                .as(where)
                .isEqualTo(new Loaded<>(there == null ? value : there, there != null));
          }
          case 3 -> assertThat(map.loadAndDelete(key)).as(where).isEqualTo(model.remove(key));
          case 4 -> assertThat(map.swap(key, value)).as(where).isEqualTo(model.put(key, value));
          case 5 ->
              assertThat(map.compareAndSwap(key, old, value))
                  .as(where)
                  .isEqualTo(model.replace(key, old, value));
          case 6 ->
              assertThat(map.compareAndDelete(key, old))
                  .as(where)
                  .isEqualTo(model.remove(key, old));
          default -> {
            map.delete(key);
            model.remove(key);
          }
        }
      }
    }
    Map<SyncMapTest.Key, Integer> ranged = new HashMap<>();
    map.range((key, value) -> ranged.put(key, value) == null);
    assertThat(ranged).as("seed %d", seed).isEqualTo(model);
  }
}
