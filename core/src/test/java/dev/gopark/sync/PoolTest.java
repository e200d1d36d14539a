package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PoolTest {
  private long now = 17;
  private final AtomicInteger made = new AtomicInteger();
  private final Pool<Object> pool =
      new Pool<>(() -> "made " + made.incrementAndGet(), 2, () -> now);

  @Test
  @DisplayName("P2 TestPool: what was put is got, the last one first; then the maker")
  void get_returnsWhatWasPut() {
    pool.put("a");
    pool.put("b");
    assertThat(pool.get()).isEqualTo("b");
    assertThat(pool.get()).isEqualTo("a");
    assertThat(pool.get()).isEqualTo("made 1");
  }

  @Test
  @DisplayName("P2 TestPoolNew: the maker is called only on a miss")
  void get_hit_makesNothing() {
    pool.put(42);
    assertThat(pool.get()).isEqualTo(42);
    assertThat(made).hasValue(0);
    assertThat(pool.get()).isEqualTo("made 1");
  }

  @Test
  @DisplayName("P3 TestPool: items survive one collection as victims, not two")
  void age_twice_drops() {
    pool.put("a");
    pool.age();
    assertThat(pool).asString().endsWith("[0, 1 older]");
    pool.put("b");
    assertThat(pool.get()).isEqualTo("b");
    assertThat(pool.get()).isEqualTo("a");
    pool.put("c");
    pool.age();
    pool.age();
    assertThat(pool.get()).isEqualTo("made 1");
    assertThat(pool).asString().endsWith("[0, 0 older]");
  }

  @Test
  @DisplayName("P4 put(null) is ignored")
  void put_null_isIgnored() {
    pool.put(null);
    assertThat(pool.get()).isEqualTo("made 1");
  }

  @Test
  @DisplayName("P1 bounded: what does not fit is dropped, what fits comes back once")
  void put_tooMany_dropsTheRest() {
    int capacity = 2 * PoolStripe.MAX_CAPACITY;
    for (int i = 0; i < capacity + 100; i++) {
      pool.put(i);
    }
    Set<Object> got = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < capacity; i++) {
      assertThat(got.add(pool.get())).isTrue();
    }
    assertThat(made).hasValue(0);
    assertThat(pool.get()).isEqualTo("made 1");
  }

  @Test
  @DisplayName("P2 a get takes what other threads have put")
  void get_otherThreadsItems_areStolen() throws Exception {
    for (int i = 0; i < 50; i++) {
      int id = i;
      Waits.start(() -> pool.put(id)).join();
    }
    for (int i = 0; i < 50; i++) {
      assertThat(pool.get()).isInstanceOf(Integer.class);
    }
    pool.age();
    assertThat(pool.get()).isEqualTo("made 1");
  }

  @Test
  @DisplayName(
      "P3 collections that come one after the other drop nothing: items age by time as well")
  void collected_often_keepsItems() {
    pool.put("a");
    for (int i = 0; i < 100; i++) {
      assertThat(pool.collected()).isFalse();
    }
    assertThat(pool.get()).isEqualTo("a");
    pool.put("b");
    now += Pool.AGE_NANOS;
    assertThat(pool.collected()).isTrue();
    assertThat(pool.collected()).isFalse();
    assertThat(pool).asString().endsWith("[0, 1 older]");
    now += Pool.AGE_NANOS;
    assertThat(pool.collected()).isTrue();
    assertThat(pool).asString().endsWith("[0, 0 older]");
  }

  @Test
  @DisplayName("P3 when memory is short each collection is a step")
  void collected_memoryShort_agesAtOnce() {
    pool.put("a");
    pool.clearMemory();
    assertThat(pool.collected()).isTrue();
    assertThat(pool.collected()).isFalse();
    pool.clearMemory();
    assertThat(pool.collected()).isTrue();
    assertThat(pool.get()).isEqualTo("made 1");
  }

  @Test
  @DisplayName("P3 TestPoolGC, TestPoolRelease: the pool is told of collections, and pins nothing")
  void collection_dropsItems() {
    var collected = new Pool<Object>(Object::new);
    var reference = putFresh(collected);
    Waits.until(() -> {
      collected.clearMemory();
      System.gc();
      return reference.get() == null;
    });
    assertThat(collected.get()).isNotNull();
  }

  @Test
  @DisplayName("P3 the cleaner does not pin the pool")
  void collection_ofThePool() {
    var reference = new WeakReference<>(new Pool<>(Object::new));
    Waits.until(() -> {
      System.gc();
      return reference.get() == null;
    });
  }

  private static WeakReference<Object> putFresh(Pool<Object> pool) {
    var item = new Object();
    pool.put(item);
    return new WeakReference<>(item);
  }

  @Test
  @DisplayName(
      "P1 P4 TestPoolStress, TestPoolDequeue: no item is given out twice, beside collections")
  void getPut_byMany_neverShares() throws Exception {
    var shared = new Pool<>(AtomicInteger::new, 2, () -> now);
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(
          Waits.start(() -> {
            for (int n = 0; n < 100_000; n++) {
              AtomicInteger users = shared.get();
              assertThat(users.getAndIncrement() == 0).isTrue();
              users.decrementAndGet();
              shared.put(users);
            }
          }));
    }
    while (runs.stream().anyMatch(run -> !run.isDone())) {
      shared.age();
      Thread.yield();
    }
    for (Waits.Run run : runs) {
      run.join();
    }
  }

  @Test
  @DisplayName("P5 the maker cannot be changed")
  void maker_always_isFinal() throws Exception {
    assertThat(Modifier.isFinal(Pool.class.getDeclaredField("maker").getModifiers())).isTrue();
  }
}
