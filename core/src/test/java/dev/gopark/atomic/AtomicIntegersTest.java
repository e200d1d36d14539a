package dev.gopark.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The four integers under one contract, with Go's magic values. */
class AtomicIntegersTest {
  /** One of the integers, widened to long; a 32-bit one takes the low bits. */
  interface Variable {
    int bits();

    long load();

    void store(long value);

    long swap(long value);

    boolean cas(long expected, long value);

    long add(long delta);

    long and(long mask);

    long or(long mask);

    /** What the variable makes of a value. */
    default long fit(long value) {
      return bits() == 32 ? (int) value : value;
    }
  }

  record OfAtomicInt32(AtomicInt32 it) implements Variable {
    OfAtomicInt32() {
      this(new AtomicInt32());
    }

    @Override
    public int bits() {
      return 32;
    }

    @Override
    public long load() {
      return it.load();
    }

    @Override
    public void store(long value) {
      it.store((int) value);
    }

    @Override
    public long swap(long value) {
      return it.swap((int) value);
    }

    @Override
    public boolean cas(long expected, long value) {
      return it.cas((int) expected, (int) value);
    }

    @Override
    public long add(long delta) {
      return it.add((int) delta);
    }

    @Override
    public long and(long mask) {
      return it.and((int) mask);
    }

    @Override
    public long or(long mask) {
      return it.or((int) mask);
    }
  }

  record OfAtomicUint32(AtomicUint32 it) implements Variable {
    OfAtomicUint32() {
      this(new AtomicUint32());
    }

    @Override
    public int bits() {
      return 32;
    }

    @Override
    public long load() {
      return it.load();
    }

    @Override
    public void store(long value) {
      it.store((int) value);
    }

    @Override
    public long swap(long value) {
      return it.swap((int) value);
    }

    @Override
    public boolean cas(long expected, long value) {
      return it.cas((int) expected, (int) value);
    }

    @Override
    public long add(long delta) {
      return it.add((int) delta);
    }

    @Override
    public long and(long mask) {
      return it.and((int) mask);
    }

    @Override
    public long or(long mask) {
      return it.or((int) mask);
    }
  }

  record OfAtomicInt64(AtomicInt64 it) implements Variable {
    OfAtomicInt64() {
      this(new AtomicInt64());
    }

    @Override
    public int bits() {
      return 64;
    }

    @Override
    public long load() {
      return it.load();
    }

    @Override
    public void store(long value) {
      it.store(value);
    }

    @Override
    public long swap(long value) {
      return it.swap(value);
    }

    @Override
    public boolean cas(long expected, long value) {
      return it.cas(expected, value);
    }

    @Override
    public long add(long delta) {
      return it.add(delta);
    }

    @Override
    public long and(long mask) {
      return it.and(mask);
    }

    @Override
    public long or(long mask) {
      return it.or(mask);
    }
  }

  record OfAtomicUint64(AtomicUint64 it) implements Variable {
    OfAtomicUint64() {
      this(new AtomicUint64());
    }

    @Override
    public int bits() {
      return 64;
    }

    @Override
    public long load() {
      return it.load();
    }

    @Override
    public void store(long value) {
      it.store(value);
    }

    @Override
    public long swap(long value) {
      return it.swap(value);
    }

    @Override
    public boolean cas(long expected, long value) {
      return it.cas(expected, value);
    }

    @Override
    public long add(long delta) {
      return it.add(delta);
    }

    @Override
    public long and(long mask) {
      return it.and(mask);
    }

    @Override
    public long or(long mask) {
      return it.or(mask);
    }
  }

  static Stream<Variable> variables() {
    return Stream.of(
        new OfAtomicInt32(), new OfAtomicUint32(), new OfAtomicInt64(), new OfAtomicUint64());
  }

  private static long[] magic() {
    return LongStream.concat(
            LongStream.of(0xdeadbeefL, 0xdeddeadbeefbeefL, 0, -1),
            LongStream.range(0, 64).flatMap(i -> LongStream.of(1L << i, (1L << i) - 1, -(1L << i))))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("variables")
  @DisplayName("A2 zero at first; A3 TestLoad, TestStore, TestSwap")
  void loadStoreSwap_roundTrip(Variable variable) {
    assertThat(variable.load()).isZero();
    long last = 0;
    for (long value : magic()) {
      assertThat(variable.swap(value)).isEqualTo(last);
      assertThat(variable.load()).isEqualTo(variable.fit(value));
      variable.store(~value);
      last = variable.fit(~value);
      assertThat(variable.load()).isEqualTo(last);
    }
  }

  @ParameterizedTest
  @MethodSource("variables")
  @DisplayName("A3 TestAdd: the new value; A4 wraps around")
  void add_returnsTheNewValue(Variable variable) {
    long sum = 0;
    for (long delta : magic()) {
      sum = variable.fit(sum + delta);
      assertThat(variable.add(delta)).isEqualTo(sum);
      assertThat(variable.load()).isEqualTo(sum);
    }
    variable.store(-1);
    assertThat(variable.add(1)).isZero();
    assertThat(variable.add(-1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("variables")
  @DisplayName("A3 TestAnd, TestOr: the old value, for every single-bit mask")
  void andOr_returnTheOldValue(Variable variable) {
    both(variable, Variable::and, -1, (value, mask) -> value & mask, true);
    both(variable, Variable::or, 0, (value, mask) -> value | mask, false);
  }

  private static void both(
      Variable variable,
      BiFunction<Variable, Long, Long> operation,
      long first,
      BiFunction<Long, Long, Long> expected,
      boolean complement) {
    variable.store(first);
    long value = variable.load();
    for (int bit = 0; bit < variable.bits(); bit++) {
      long mask = complement ? ~(1L << bit) : 1L << bit;
      assertThat(operation.apply(variable, mask)).isEqualTo(value);
      value = variable.fit(expected.apply(value, mask));
      assertThat(variable.load()).isEqualTo(value);
    }
    assertThat(value).isEqualTo(~first);
  }

  @ParameterizedTest
  @MethodSource("variables")
  @DisplayName("A3 TestCompareAndSwap: succeeds once, fails when different")
  void cas_succeedsIfEqual(Variable variable) {
    for (long value : magic()) {
      variable.store(value);
      assertThat(variable.cas(value, value + 1)).isTrue();
      assertThat(variable.cas(value, value + 2)).isFalse();
      assertThat(variable.load()).isEqualTo(variable.fit(value + 1));
    }
  }

  @ParameterizedTest
  @MethodSource("variables")
  @DisplayName("A1 TestHammer: mixed additions of several threads add up")
  void hammer_addsUp(Variable variable) throws Exception {
    int rounds = 100_000;
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      int id = i;
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < rounds; n++) {
                  if (id % 2 == 0) {
                    variable.add(1);
                  } else {
                    long old;
                    do {
                      old = variable.load();
                    } while (!variable.cas(old, old + 1));
                  }
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(variable.load()).isEqualTo(threads.length * (long) rounds);
  }

  @Test
  @DisplayName("A4 unsigned ones print unsigned")
  void toString_isUnsignedForUnsigned() {
    assertThat(new AtomicInt32(-1)).hasToString("-1");
    assertThat(new AtomicUint32(-1)).hasToString("4294967295");
    assertThat(new AtomicInt64(-1)).hasToString("-1");
    assertThat(new AtomicUint64(-1)).hasToString("18446744073709551615");
    assertThat(new AtomicUint32(-1).loadLong()).isEqualTo(4294967295L);
    assertThat(new AtomicUint32().add(-1)).isEqualTo(-1);
  }

  @Test
  @DisplayName("A8 TestNilDeref")
  void nil_throws() {
    AtomicInt64 nil = null;
    assertThatThrownBy(() -> nil.load()).isInstanceOf(NullPointerException.class);
  }
}
