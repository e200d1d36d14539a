package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A 32-bit integer that threads share: Go's {@code atomic.Int32}.
 *
 * <p>It wraps around on overflow, as {@code int} does.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 */
public final class AtomicInt32 {
  private static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, AtomicInt32.class, int.class);

  private volatile int value;

  /** Makes one that is zero. */
  public AtomicInt32() {}

  /**
   * Makes one with a value.
   *
   * @param value the first value
   */
  public AtomicInt32(int value) {
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

  /** The value in decimal. */
  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
