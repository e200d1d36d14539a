package dev.gopark.sync;

import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Y1: each operation of SyncMap takes effect at one instant, as on a plain map. */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class SyncMapLincheckTest {
  private final SyncMap<Integer, Integer> map = new SyncMap<>();

  @Operation
  public @Nullable Integer load(@Param(name = "key") int key) {
    return map.load(key);
  }

  @Operation
  public @Nullable Integer swap(@Param(name = "key") int key, @Param(name = "value") int value) {
    return map.swap(key, value);
  }

  @Operation
  public String loadOrStore(@Param(name = "key") int key, @Param(name = "value") int value) {
    return map.loadOrStore(key, value).toString();
  }

  @Operation
  public @Nullable Integer loadAndDelete(@Param(name = "key") int key) {
    return map.loadAndDelete(key);
  }

  @Operation
  public boolean compareAndSwap(
      @Param(name = "key") int key,
      @Param(name = "value") int old,
      @Param(name = "value") int value) {
    return map.compareAndSwap(key, old, value);
  }

  @Operation
  public boolean compareAndDelete(@Param(name = "key") int key, @Param(name = "value") int old) {
    return map.compareAndDelete(key, old);
  }

  @Operation
  public void clear() {
    map.clear();
  }

  /** The sequential specification. */
  public static class Model {
    private final Map<Integer, Integer> map = new HashMap<>();

    public @Nullable Integer load(int key) {
      return map.get(key);
    }

    public @Nullable Integer swap(int key, int value) {
      return map.put(key, value);
    }

    public String loadOrStore(int key, int value) {
      Integer found = map.putIfAbsent(key, value);
      return new Loaded<>(found == null ? value : found, found != null).toString();
    }

    public @Nullable Integer loadAndDelete(int key) {
      return map.remove(key);
    }

    public boolean compareAndSwap(int key, int old, int value) {
      return map.replace(key, old, value);
    }

    public boolean compareAndDelete(int key, int old) {
      return map.remove(key, old);
    }

    public void clear() {
      map.clear();
    }
  }

  @Test
  @DisplayName("Y1 linearizable, schedule by schedule")
  void modelChecking() {
    new ModelCheckingOptions()
        .sequentialSpecification(Model.class)
        .threads(2)
        .actorsPerThread(3)
        .iterations(10)
        .invocationsPerIteration(200)
        .check(SyncMapLincheckTest.class);
  }
}
