package dev.gopark.channel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of a channel: a fixed ring of slots, first in first out. Guarded by the channel's
 * lock, except that its size may be read at any time. A slot is cleared when its element leaves.
 */
final class Ring {
  private static final VarHandle SIZE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "size", VarHandle.class, Ring.class, int.class);

  private final @Nullable Object[] slots;
  private int head;

  /**
   * Written with release under the lock, so that a reader without it who sees an element sees the
   * send.
   */
  @SuppressWarnings("UnusedVariable") // accessed through SIZE
  private volatile int size;

  Ring(int capacity) {
    slots = new @Nullable Object[capacity];
  }

  int capacity() {
    return slots.length;
  }

  /** The number of elements, read with acquire: for readers without the lock. */
  int size() {
    return (int) SIZE.getAcquire(this);
  }

  /** Lock held. */
  boolean isEmpty() {
    return sizePlain() == 0;
  }

  /** Appends an element unless the ring is full. Lock held. */
  boolean offer(Object element) {
    int size = sizePlain();
    if (size == slots.length) {
      return false;
    }
    int tail = head + size;
    slots[tail < slots.length ? tail : tail - slots.length] = element;
    sizeRelease(size + 1);
    return true;
  }

  /** Takes the first element; there is one. Lock held. */
  Object take() {
    int head = this.head;
    Object element = slots[head];
    assert element != null;
    slots[head] = null;
    this.head = next(head);
    sizeRelease(sizePlain() - 1);
    return element;
  }

  /** Takes the first element of a full ring and appends another. Lock held. */
  Object exchange(Object element) {
    int head = this.head;
    Object first = slots[head];
    assert first != null && sizePlain() == slots.length;
    slots[head] = element;
    this.head = next(head);
    return first;
  }

  private int next(int index) {
    return index + 1 == slots.length ? 0 : index + 1;
  }

  private int sizePlain() {
    return (int) SIZE.get(this);
  }

  private void sizeRelease(int size) {
    SIZE.setRelease(this, size);
  }
}
