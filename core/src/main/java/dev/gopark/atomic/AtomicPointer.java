package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A reference that threads share: Go's {@code atomic.Pointer}.
 *
 * <p>It may be null, and is at first. {@link #cas} compares identity: two equal objects are not the
 * same, boxed numbers in particular.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 *
 * @param <T> the type of the object referred to
 */
public final class AtomicPointer<T> {
  private static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, AtomicPointer.class, Object.class);

  private volatile @Nullable T value;

  /** Makes one that is null. */
  public AtomicPointer() {}

  /**
   * Makes one with a value.
   *
   * @param value the first value, or null
   */
  public AtomicPointer(@Nullable T value) {
    this.value = value;
  }

  /**
   * Reads the reference.
   *
   * @return the current value, or null
   */
  public @Nullable T load() {
    return value;
  }

  /**
   * Writes the reference.
   *
   * @param value the new value, or null
   */
  public void store(@Nullable T value) {
    this.value = value;
  }

  /**
   * Writes the reference and tells what it was.
   *
   * @param value the new value, or null
   * @return the old value, or null
   */
  @SuppressWarnings("unchecked") // only values of type T are ever written
  public @Nullable T swap(@Nullable T value) {
    return (T) VALUE.getAndSet(this, value);
  }

  /**
   * Writes the reference if it is the expected one.
   *
   * @param expected the object that it must refer to, or null
   * @param value the new value, or null
   * @return whether it was that very object, and has been written
   */
  public boolean cas(@Nullable T expected, @Nullable T value) {
    return VALUE.compareAndSet(this, expected, value);
  }

  /** The object's string, or {@code null}. */
  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
