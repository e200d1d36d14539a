package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** 128 bytes before the value. The superclass's fields come first in an object's layout. */
@SuppressWarnings("UnusedVariable") // only their size matters
class PaddedInt64Pad1 {
  byte a000, a001, a002, a003, a004, a005, a006, a007;
  byte a010, a011, a012, a013, a014, a015, a016, a017;
  byte a020, a021, a022, a023, a024, a025, a026, a027;
  byte a030, a031, a032, a033, a034, a035, a036, a037;
  byte a040, a041, a042, a043, a044, a045, a046, a047;
  byte a050, a051, a052, a053, a054, a055, a056, a057;
  byte a060, a061, a062, a063, a064, a065, a066, a067;
  byte a070, a071, a072, a073, a074, a075, a076, a077;
  byte a080, a081, a082, a083, a084, a085, a086, a087;
  byte a090, a091, a092, a093, a094, a095, a096, a097;
  byte a100, a101, a102, a103, a104, a105, a106, a107;
  byte a110, a111, a112, a113, a114, a115, a116, a117;
  byte a120, a121, a122, a123, a124, a125, a126, a127;
  byte a130, a131, a132, a133, a134, a135, a136, a137;
  byte a140, a141, a142, a143, a144, a145, a146, a147;
  byte a150, a151, a152, a153, a154, a155, a156, a157;
}

/** The value alone, so that the layers around it keep their places. */
class PaddedInt64Value extends PaddedInt64Pad1 {
  static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, PaddedInt64Value.class, long.class);

  volatile long value;
}

/** 128 bytes after the value. */
@SuppressWarnings("UnusedVariable") // only their size matters
class PaddedInt64Pad2 extends PaddedInt64Value {
  byte b000, b001, b002, b003, b004, b005, b006, b007;
  byte b010, b011, b012, b013, b014, b015, b016, b017;
  byte b020, b021, b022, b023, b024, b025, b026, b027;
  byte b030, b031, b032, b033, b034, b035, b036, b037;
  byte b040, b041, b042, b043, b044, b045, b046, b047;
  byte b050, b051, b052, b053, b054, b055, b056, b057;
  byte b060, b061, b062, b063, b064, b065, b066, b067;
  byte b070, b071, b072, b073, b074, b075, b076, b077;
  byte b080, b081, b082, b083, b084, b085, b086, b087;
  byte b090, b091, b092, b093, b094, b095, b096, b097;
  byte b100, b101, b102, b103, b104, b105, b106, b107;
  byte b110, b111, b112, b113, b114, b115, b116, b117;
  byte b120, b121, b122, b123, b124, b125, b126, b127;
  byte b130, b131, b132, b133, b134, b135, b136, b137;
  byte b140, b141, b142, b143, b144, b145, b146, b147;
  byte b150, b151, b152, b153, b154, b155, b156, b157;
}

/**
 * An {@link AtomicInt64} that shares its cache line with nothing: for a counter that is hot, beside
 * other data that is hot too.
 *
 * <p>It costs 280 bytes. For one counter that many threads add to, see {@link StripedInt64}.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 */
public final class PaddedInt64 extends PaddedInt64Pad2 {
  /** Makes one that is zero. */
  public PaddedInt64() {}

  /**
   * Makes one with a value.
   *
   * @param value the first value
   */
  public PaddedInt64(long value) {
    this.value = value;
  }

  /**
   * Reads the value.
   *
   * @return the current value
   */
  public long load() {
    return value;
  }

  /**
   * Writes the value.
   *
   * @param value the new value
   */
  public void store(long value) {
    this.value = value;
  }

  /**
   * Writes the value and tells what it was.
   *
   * @param value the new value
   * @return the old value
   */
  public long swap(long value) {
    return (long) VALUE.getAndSet(this, value);
  }

  /**
   * Writes the value if it is as expected.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was as expected, and has been written
   */
  public boolean cas(long expected, long value) {
    return VALUE.compareAndSet(this, expected, value);
  }

  /**
   * Adds to the value.
   *
   * @param delta how much; negative to subtract
   * @return the new value
   */
  public long add(long delta) {
    return (long) VALUE.getAndAdd(this, delta) + delta;
  }

  /** The value in decimal. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
