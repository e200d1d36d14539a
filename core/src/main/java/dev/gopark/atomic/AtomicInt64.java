package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A 64-bit integer that threads share: Go's {@code atomic.Int64}.
 *
 * <p>It wraps around on overflow, as {@code long} does.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 */
public final class AtomicInt64 {
  private static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, AtomicInt64.class, long.class);

  private volatile long value;

  /** Makes one that is zero. */
  public AtomicInt64() {}

  /**
   * Makes one with a value.
   *
   * @param value the first value
   */
  public AtomicInt64(long value) {
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

  /**
   * Keeps only the bits that are set in a mask.
   *
   * @param mask the bits to keep
   * @return the old value
   */
  public long and(long mask) {
    return (long) VALUE.getAndBitwiseAnd(this, mask);
  }

  /**
   * Sets the bits that are set in a mask.
   *
   * @param mask the bits to set
   * @return the old value
   */
  public long or(long mask) {
    return (long) VALUE.getAndBitwiseOr(this, mask);
  }

  /** The value in decimal. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
