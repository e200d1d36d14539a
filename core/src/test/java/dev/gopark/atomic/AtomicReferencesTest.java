package dev.gopark.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AtomicReferencesTest {
  @Test
  @DisplayName("A3 Bool: every operation's answer")
  void bool_answers() {
    var flag = new AtomicBool();
    assertThat(flag.load()).isFalse();
    assertThat(flag.swap(true)).isFalse();
    assertThat(flag.cas(false, true)).isFalse();
    assertThat(flag.cas(true, false)).isTrue();
    flag.store(true);
    assertThat(flag.and(true)).isTrue();
    assertThat(flag.and(false)).isTrue();
    assertThat(flag.or(false)).isFalse();
    assertThat(flag.or(true)).isFalse();
    assertThat(flag).hasToString("true");
    assertThat(new AtomicBool(true).load()).isTrue();
  }

  @Test
  @DisplayName("A5 Pointer: null at first, cas compares identity")
  void pointer_comparesIdentity() {
    var pointer = new AtomicPointer<String>();
    assertThat(pointer.load()).isNull();
    String a = new String("a");
    assertThat(pointer.cas(null, a)).isTrue();
    assertThat(pointer.cas(new String("a"), "b")).isFalse();
    assertThat(pointer.cas(a, "b")).isTrue();
    assertThat(pointer.swap(null)).isEqualTo("b");
    pointer.store("c");
    assertThat(pointer).hasToString("c");
    assertThat(new AtomicPointer<>(a).load()).isSameAs(a);
  }

  @Test
  @DisplayName("A6 TestValue: null before the first store")
  void value_loadsWhatWasStored() {
    var value = new AtomicValue();
    assertThat(value.load()).isNull();
    assertThat(value).hasToString("null");
    value.store(42);
    assertThat(value.load()).isEqualTo(42);
    assertThat(value.swap(84)).isEqualTo(42);
    assertThat(value).hasToString("84");
  }

  @Test
  @DisplayName("A6 TestValuePanic: null and another class are refused, and change nothing")
  void value_refusesNullAndOtherClasses() {
    var value = new AtomicValue();
    assertThatThrownBy(() -> value.store(null)).isInstanceOf(NullPointerException.class);
    value.store(42);
    assertThatThrownBy(() -> value.store("foo"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Integer", "String");
    assertThatThrownBy(() -> value.swap(42L)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> value.store(null)).isInstanceOf(NullPointerException.class);
    assertThat(value.load()).isEqualTo(42);
  }

  @Test
  @DisplayName("A6 TestValue_CompareAndSwap: equality, classes, and null for nothing stored yet")
  void value_cas() {
    var value = new AtomicValue();
    assertThat(value.cas("x", "y")).isFalse();
    assertThat(value.cas(null, "a")).isTrue();
    assertThat(value.cas(null, "b")).isFalse();
    assertThat(value.cas(new String("a"), "b")).isTrue();
    assertThatThrownBy(() -> value.cas(1, "c")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> value.cas(1, 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> value.cas("b", null)).isInstanceOf(NullPointerException.class);
    assertThat(value.load()).isEqualTo("b");
  }

  @Test
  @DisplayName("A6 TestValue_SwapConcurrent: nothing is lost or doubled")
  void value_swapConcurrently_preservesTheSum() throws Exception {
    var value = new AtomicValue();
    value.store(0L);
    long[] sums = new long[4];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      int id = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (long n = 1; n <= 10_000; n++) {
                  sums[id] += (Long) value.swap(n);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long sum = (Long) value.load();
    for (long part : sums) {
      sum += part;
    }
    assertThat(sum).isEqualTo(4 * 10_000L * 10_001 / 2);
  }

  @Test
  @DisplayName("A7 TestValueConcurrent: a load sees a whole value, or none")
  void value_firstStore_isSeenWhole() throws Exception {
    for (int round = 0; round < 1000; round++) {
      var value = new AtomicValue();
      Thread thread = Thread.ofVirtual().start(() -> value.store(List.of("a", "b")));
      Object seen;
      do {
        seen = value.load();
      } while (seen == null);
      assertThat(seen).isEqualTo(List.of("a", "b"));
      thread.join();
    }
  }

  @Test
  @DisplayName("A11 adders: additions of many threads add up, drains lose none")
  void adders_addUp() throws Exception {
    var padded = new PaddedInt64(5);
    assertThat(padded.swap(6)).isEqualTo(5);
    assertThat(padded.cas(6, 0)).isTrue();
    var striped = new StripedInt64();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; n < 10_000; n++) {
                  padded.add(1);
                  striped.add(1);
                }
              }));
    }
    long drained = striped.drain();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(padded.load()).isEqualTo(80_000);
    assertThat(padded).hasToString("80000");
    assertThat(drained + striped.load()).isEqualTo(80_000);
    drained += striped.drain();
    assertThat(drained).isEqualTo(80_000);
    assertThat(striped).hasToString("0");
    padded.store(-1);
    assertThat(padded.add(1)).isZero();
  }
}
