package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An unsigned 32-bit integer that threads share: Go's {@code atomic.Uint32}.
 *
 * <p>Java has no unsigned type: the bits are those of an {@code int}, which wraps around in the
 * same way. {@link #toString()} prints them unsigned; compare two values with {@link
 * Integer#compareUnsigned}, and subtract by adding the negative.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 */
public final class AtomicUint32 {
  private static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, AtomicUint32.class, int.class);

  private volatile int value;

  /** Makes one that is zero. */
  public AtomicUint32() {}

  /**
   * Makes one with a value.
   *
   * @param value the first value, as bits
   */
  public AtomicUint32(int value) {
    this.value = value;
  }

  /**
   * Reads the value.
   *
   * @return the current value
   */
  public int load() {
    return value;
  }

  /**
   * The value as a number from 0 to 2^32 - 1.
   *
   * @return the value, zero-extended
   */
  public long loadLong() {
    return Integer.toUnsignedLong(value);
  }

  /**
   * Writes the value.
   *
   * @param value the new value
   */
  public void store(int value) {
    this.value = value;
  }

  /**
   * Writes the value and tells what it was.
   *
   * @param value the new value
   * @return the old value
   */
  public int swap(int value) {
    return (int) VALUE.getAndSet(this, value);
  }

  /**
   * Writes the value if it is as expected.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was as expected, and has been written
   */
  public boolean cas(int expected, int value) {
    return VALUE.compareAndSet(this, expected, value);
  }

  /**
   * Adds to the value.
   *
   * @param delta how much; negative to subtract
   * @return the new value
   */
  public int add(int delta) {
    return (int) VALUE.getAndAdd(this, delta) + delta;
  }

  /**
   * Keeps only the bits that are set in a mask.
   *
   * @param mask the bits to keep
   * @return the old value
   */
  public int and(int mask) {
    return (int) VALUE.getAndBitwiseAnd(this, mask);
  }

  /**
   * Sets the bits that are set in a mask.
   *
   * @param mask the bits to set
   * @return the old value
   */
  public int or(int mask) {
    return (int) VALUE.getAndBitwiseOr(this, mask);
  }

  /** The value in decimal, unsigned. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
