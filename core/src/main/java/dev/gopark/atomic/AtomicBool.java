package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A boolean that threads share: Go's {@code atomic.Bool}.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 */
public final class AtomicBool {
  private static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, AtomicBool.class, boolean.class);

  private volatile boolean value;

  /** Makes one that is false. */
  public AtomicBool() {}

  /**
   * Makes one with a value.
   *
   * @param value the first value
   */
  public AtomicBool(boolean value) {
    this.value = value;
  }

  /**
   * Reads the value.
   *
   * @return the current value
   */
  public boolean load() {
    return value;
  }

  /**
   * Writes the value.
   *
   * @param value the new value
   */
  public void store(boolean value) {
    this.value = value;
  }

  /**
   * Writes the value and tells what it was.
   *
   * @param value the new value
   * @return the old value
   */
  public boolean swap(boolean value) {
    return (boolean) VALUE.getAndSet(this, value);
  }

  /**
   * Writes the value if it is as expected.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was as expected, and has been written
   */
  public boolean cas(boolean expected, boolean value) {
    return VALUE.compareAndSet(this, expected, value);
  }

  /**
   * Keeps the value if the mask is true, makes it false if not.
   *
   * @param mask the other operand
   * @return the old value
   */
  public boolean and(boolean mask) {
    return (boolean) VALUE.getAndBitwiseAnd(this, mask);
  }

  /**
   * Makes the value true if the mask is true, keeps it if not.
   *
   * @param mask the other operand
   * @return the old value
   */
  public boolean or(boolean mask) {
    return (boolean) VALUE.getAndBitwiseOr(this, mask);
  }

  /** {@code true} or {@code false}. */
  @Override
  public String toString() {
    return Boolean.toString(value);
  }
}
