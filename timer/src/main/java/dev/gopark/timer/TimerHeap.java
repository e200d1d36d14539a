package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A 4-ary min-heap of alarms by deadline. */
final class TimerHeap extends TimerQueue {
  /*
   * Keys stand in an array of their own beside the alarms: four siblings share half a cache line, and a sift
   * reads no alarm. Children of i are 4i + 1 to 4i + 4. Four ways halve the depth of a binary heap for the
   * price of three comparisons a level, which do not miss the cache.
   *
   * An array is replaced when both new ones are there, and entries are moved by loops that call nothing: so
   * whatever runs out of memory leaves a heap.
   *
   * No index is kept in the alarm. Nobody ever needs to find an entry: a stopped or moved alarm leaves its
   * entry behind as a dead one (TimerShard), so a sift writes no object.
   *
   * References: Go, runtime/time.go; JDK 25, DelayScheduler.
   */
  private static final int INITIAL = 64;

  private long[] keys;
  private @Nullable QueuedAlarm[] alarms;
  private int size;
  private long polledKey;

  TimerHeap() {
    this(INITIAL);
  }

  TimerHeap(int capacity) {
    keys = new long[capacity];
    alarms = new @Nullable QueuedAlarm[capacity];
  }

  @Override
  void add(long key, QueuedAlarm alarm) {
    if (size == keys.length) {
      resize(Math.max(4, keys.length << 1));
    }
    siftUp(size++, key, alarm);
  }

  @Override
  long next() {
    return size == 0 ? EventSource.NONE : keys[0];
  }

  @Override
  @Nullable QueuedAlarm pollDue(long now) {
    if (size == 0 || Deadline.isBefore(now, keys[0])) {
      return null;
    }
    QueuedAlarm first = alarms[0];
    polledKey = keys[0];
    int last = --size;
    QueuedAlarm moved = alarms[last];
    alarms[last] = null;
    if (last > 0) {
      assert moved != null;
      siftDown(0, keys[last], moved);
    }
    return first;
  }

  @Override
  long polledKey() {
    return polledKey;
  }

  @Override
  int size() {
    return size;
  }

  @Override
  void sweep(Keep keep) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      QueuedAlarm alarm = alarms[i];
      assert alarm != null;
      if (keep.test(keys[i], alarm)) {
        keys[kept] = keys[i];
        alarms[kept++] = alarm;
      }
    }
    Arrays.fill(alarms, kept, size, null);
    size = kept;
    for (int i = (kept - 2) >> 2; i >= 0; i--) {
      QueuedAlarm alarm = alarms[i];
      assert alarm != null;
      siftDown(i, keys[i], alarm);
    }
    // A heap that was once large does not stay so.
    if (keys.length > INITIAL && size < keys.length >> 3) {
      resize(Math.max(INITIAL, size << 1));
    }
  }

  @Override
  void checkInvariants() {
    for (int i = 1; i < size; i++) {
      if (Deadline.isBefore(keys[i], keys[(i - 1) >> 2])) {
        throw new AssertionError("entry " + i + " of " + size + " is earlier than its parent");
      }
    }
    for (int i = 0; i < alarms.length; i++) {
      if ((alarms[i] != null) != (i < size)) {
        throw new AssertionError("slot " + i + " of " + size);
      }
    }
  }

  private void siftUp(int index, long key, QueuedAlarm alarm) {
    long[] keys = this.keys;
    @Nullable QueuedAlarm[] alarms = this.alarms;
    while (index > 0) {
      int parent = (index - 1) >> 2;
      long parentKey = keys[parent];
      if (!Deadline.isBefore(key, parentKey)) {
        break;
      }
      keys[index] = parentKey;
      alarms[index] = alarms[parent];
      index = parent;
    }
    keys[index] = key;
    alarms[index] = alarm;
  }

  private void siftDown(int index, long key, QueuedAlarm alarm) {
    long[] keys = this.keys;
    @Nullable QueuedAlarm[] alarms = this.alarms;
    int size = this.size;
    int child;
    while ((child = (index << 2) + 1) < size) {
      int least = child;
      long leastKey = keys[child];
      for (int end = Math.min(child + 4, size); ++child < end; ) {
        long childKey = keys[child];
        if (Deadline.isBefore(childKey, leastKey)) {
          least = child;
          leastKey = childKey;
        }
      }
      if (!Deadline.isBefore(leastKey, key)) {
        break;
      }
      keys[index] = leastKey;
      alarms[index] = alarms[least];
      index = least;
    }
    keys[index] = key;
    alarms[index] = alarm;
  }

  private void resize(int capacity) {
    long[] keys = Arrays.copyOf(this.keys, capacity);
    this.alarms = Arrays.copyOf(alarms, capacity);
    this.keys = keys;
  }
}
