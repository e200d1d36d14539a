package dev.gopark.atomic;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of any one type that threads share: Go's {@code atomic.Value}.
 *
 * <p>It is null until the first store. From then on every value must be of the very class of the
 * first, and none may be null. {@link #cas} compares with {@link Object#equals}, as Go compares
 * values; use {@link AtomicPointer} to compare identity, or for a type that is known at compile
 * time.
 *
 * <p><b>Memory consistency effects:</b> every operation is sequentially consistent, as of a {@code
 * volatile} variable. A {@code cas} that fails reads.
 */
public final class AtomicValue {
  /*
   * The class of the first value decides, and a value of another class never gets in: each write checks the
   * value that it replaces, and replaces that very one.
   */
  private static final VarHandle VALUE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "value", VarHandle.class, AtomicValue.class, Object.class);

  private volatile @Nullable Object value;

  /** Makes one without a value. */
  public AtomicValue() {}

  /**
   * Reads the value.
   *
   * @return the current value; null before the first store
   */
  public @Nullable Object load() {
    return value;
  }

  /**
   * Writes the value.
   *
   * @param value the new value
   * @throws NullPointerException if it is null
   * @throws IllegalStateException if it is of another class than the values before; nothing has
   *     changed then
   */
  public void store(Object value) {
    swap(value);
  }

  /**
   * Writes the value and tells what it was.
   *
   * @param value the new value
   * @return the old value; null if this is the first store
   * @throws NullPointerException if it is null
   * @throws IllegalStateException if it is of another class than the values before; nothing has
   *     changed then
   */
  public @Nullable Object swap(Object value) {
    Objects.requireNonNull(value, "store of a null value into an AtomicValue");
    Object old;
    do {
      old = this.value;
      requireSameClass(old, value);
    } while (!casValue(old, value));
    return old;
  }

  /**
   * Writes the value if it equals the expected one.
   *
   * @param expected what it must equal; null for no value yet
   * @param value the new value
   * @return whether it was as expected, and has been written
   * @throws NullPointerException if {@code value} is null
   * @throws IllegalStateException if {@code expected} and {@code value}, or the current value and
   *     {@code value}, are of different classes; nothing has changed then
   */
  public boolean cas(@Nullable Object expected, Object value) {
    Objects.requireNonNull(value, "cas of an AtomicValue to a null value");
    requireSameClass(expected, value);
    while (true) {
      Object old = this.value;
      requireSameClass(old, value);
      if (!Objects.equals(old, expected)) {
        return false;
      }
      if (casValue(old, value)) {
        return true;
      }
    }
  }

  /** The value's string, or {@code null}. */
  @Override
  public String toString() {
    return String.valueOf(value);
  }

  private static void requireSameClass(@Nullable Object old, Object value) {
    if (old != null && old.getClass() != value.getClass()) {
      throw new IllegalStateException(
          "inconsistently typed value: this AtomicValue is for "
              + old.getClass().getName()
              + ", not for "
              + value.getClass().getName());
    }
  }

  private boolean casValue(@Nullable Object expected, Object value) {
    return VALUE.compareAndSet(this, expected, value);
  }
}
