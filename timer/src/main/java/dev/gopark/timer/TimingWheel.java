package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel: adding is O(1), and an entry is due at the end of the tick it falls
 * into.
 */
final class TimingWheel extends TimerQueue {
  /*
   * Levels of 64 slots. A tick is written in base 64; the level of an entry is the highest digit in which its
   * tick differs from the current one, its slot is that digit. So everything on a level comes before anything
   * on the level above, and the slots of a level come in the order of their index, all after the current one.
   * One word a level says which slots are in use: the first of them is found by counting zeros.
   *
   * When the current tick reaches the first tick of a slot above level 0 the slot's entries are spread over
   * the levels below (cascade): each entry moves at most once a level. That happens on the way, when
   * something is polled. It needs no wake-up of its own, since a slot knows its earliest key and next() gives
   * that; a wheel with one timer an hour ahead wakes once.
   *
   * An entry that cascades is added below before it leaves its slot, so that a slot that cannot grow, for lack of
   * memory, loses none. What is left of the slot cascades with a later poll, and may be due late.
   *
   * Moving the current tick forward, but not past the first used slot, changes no entry's level or slot: the
   * new tick shares with the entry all digits that the old one shared.
   *
   * References: Varghese and Lauck 1987; Linux kernel/time/timer.c; tokio, time/wheel; Kafka, SystemTimer.
   */
  private static final int BITS = 6;
  private static final int SLOTS = 1 << BITS;
  private static final int LEVELS = (Long.SIZE + BITS - 1) / BITS;

  private final long resolution;
  private final long origin;
  private final long[] used = new long[LEVELS];
  private final @Nullable Slot[][] slots = new @Nullable Slot[LEVELS][];
  private long current;
  private int size;
  private long polledKey;

  /**
   * Makes an empty wheel.
   *
   * @param resolution the length of a tick in nanoseconds
   * @param now the current time, where tick 0 ends
   */
  TimingWheel(long resolution, long now) {
    this.resolution = resolution;
    this.origin = now;
  }

  @Override
  void add(long key, QueuedAlarm alarm) {
    insert(key, alarm);
    size++;
  }

  @Override
  long next() {
    int level = firstLevel();
    if (level < 0) {
      return EventSource.NONE;
    }
    int index = Long.numberOfTrailingZeros(used[level]);
    return level == 0 ? timeOf(startOf(0, index)) : timeOf(tickOf(slot(level, index).earliest()));
  }

  @Override
  @Nullable QueuedAlarm pollDue(long now) {
    long nowTick = Math.max(current, Math.floorDiv(now - origin, resolution));
    int level;
    while ((level = firstLevel()) >= 0) {
      int index = Long.numberOfTrailingZeros(used[level]);
      long start = startOf(level, index);
      if (start > nowTick) {
        break;
      }
      // Not back, which it would be after a cascade that failed.
      current = Math.max(current, start);
      Slot slot = slot(level, index);
      if (level == 0) {
        polledKey = slot.lastKey();
        QueuedAlarm alarm = slot.removeLast();
        if (slot.size() == 0) {
          used[0] &= ~(1L << index);
          slot.trim();
        }
        size--;
        return alarm;
      }
      cascade(slot);
      used[level] &= ~(1L << index);
    }
    current = nowTick;
    return null;
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
    for (int level = 0; level < LEVELS; level++) {
      for (long left = used[level]; left != 0; left &= left - 1) {
        int index = Long.numberOfTrailingZeros(left);
        Slot slot = slot(level, index);
        int before = slot.size();
        slot.sweep(keep);
        size -= before - slot.size();
        if (slot.size() == 0) {
          used[level] &= ~(1L << index);
        }
      }
    }
  }

  @Override
  void checkInvariants() {
    int count = 0;
    for (int level = 0; level < LEVELS; level++) {
      for (int index = 0; index < SLOTS; index++) {
        @Nullable Slot[] row = slots[level];
        Slot slot = row == null ? null : row[index];
        int inSlot = slot == null ? 0 : slot.size();
        if ((inSlot != 0) != ((used[level] & (1L << index)) != 0)) {
          throw new AssertionError("slot " + index + " of level " + level + " holds " + inSlot);
        }
        if (inSlot != 0 && startOf(level, index) < current) {
          throw new AssertionError("slot " + index + " of level " + level + " was passed");
        }
        count += inSlot;
      }
    }
    if (count != size) {
      throw new AssertionError("found " + count + " entries of " + size);
    }
  }

  private void insert(long key, QueuedAlarm alarm) {
    long tick = Math.max(current, tickOf(key));
    int level = levelOf(tick ^ current);
    int index = (int) (tick >>> (level * BITS)) & (SLOTS - 1);
    slot(level, index).add(key, alarm);
    used[level] |= 1L << index;
  }

  private void cascade(Slot slot) {
    while (slot.size() > 0) {
      insert(slot.lastKey(), slot.last());
      slot.removeLast();
    }
    slot.trim();
  }

  /** The lowest level in use; negative if the wheel is empty. */
  private int firstLevel() {
    for (int level = 0; level < LEVELS; level++) {
      if (used[level] != 0) {
        return level;
      }
    }
    return -1;
  }

  private static int levelOf(long difference) {
    return difference == 0 ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) / BITS;
  }

  /** The first tick of a slot: the current tick with that digit, and zeros below. */
  private long startOf(int level, int index) {
    int shift = level * BITS;
    long above = shift + BITS >= Long.SIZE ? 0 : (current >>> (shift + BITS)) << (shift + BITS);
    return above | ((long) index << shift);
  }

  /** The tick at whose end a key is due: rounded up, so that nothing is early. */
  private long tickOf(long key) {
    return Math.ceilDiv(key - origin, resolution);
  }

  private long timeOf(long tick) {
    return origin + tick * resolution;
  }

  private Slot slot(int level, int index) {
    @Nullable Slot[] row = slots[level];
    if (row == null) {
      row = new @Nullable Slot[SLOTS];
      slots[level] = row;
    }
    Slot slot = row[index];
    if (slot == null) {
      slot = new Slot();
      row[index] = slot;
    }
    return slot;
  }

  /** A bag of entries. */
  private static final class Slot {
    private static final int SMALL = 16;
    private static final long[] NO_KEYS = {};
    private static final @Nullable QueuedAlarm[] NO_ALARMS = {};

    private long[] keys = NO_KEYS;
    private @Nullable QueuedAlarm[] alarms = NO_ALARMS;
    private int size;
    private long earliest;

    int size() {
      return size;
    }

    /** The earliest key since the bag was last empty or swept. */
    long earliest() {
      return earliest;
    }

    void add(long key, QueuedAlarm alarm) {
      if (size == keys.length) {
        int capacity = Math.max(4, size << 1);
        long[] keys = Arrays.copyOf(this.keys, capacity);
        alarms = Arrays.copyOf(alarms, capacity);
        this.keys = keys;
      }
      if (size == 0 || Deadline.isBefore(key, earliest)) {
        earliest = key;
      }
      keys[size] = key;
      alarms[size++] = alarm;
    }

    QueuedAlarm last() {
      QueuedAlarm alarm = alarms[size - 1];
      assert alarm != null;
      return alarm;
    }

    long lastKey() {
      return keys[size - 1];
    }

    QueuedAlarm removeLast() {
      QueuedAlarm alarm = last();
      alarms[--size] = null;
      return alarm;
    }

    void sweep(Keep keep) {
      int all = size;
      size = 0;
      for (int i = 0; i < all; i++) {
        QueuedAlarm alarm = alarms[i];
        assert alarm != null;
        alarms[i] = null;
        if (keep.test(keys[i], alarm)) {
          add(keys[i], alarm);
        }
      }
      trim();
    }

    /** Lets go of arrays that were once needed. */
    void trim() {
      if (size == 0 && keys.length > SMALL) {
        keys = NO_KEYS;
        alarms = NO_ALARMS;
      }
    }
  }
}
