package dev.gopark.timer;

import dev.gopark.internal.EventSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard keeps its entries, each an alarm and the instant at which to look at it. Not
 * thread-safe: the shard's lock guards it.
 */
abstract class TimerQueue {
  /** Whether a swept entry stays. */
  @FunctionalInterface
  interface Keep {
    boolean test(long key, QueuedAlarm alarm);
  }

  /**
   * Adds an entry. An alarm may have several; its shard knows which of them counts.
   *
   * @throws OutOfMemoryError if there is no room and no memory for more: nothing was added
   */
  abstract void add(long key, QueuedAlarm alarm);

  /** When to look next: no later than the first entry is due; {@link EventSource#NONE} if empty. */
  abstract long next();

  /**
   * Takes out an entry that is due. If it throws, for lack of memory, nothing was taken out.
   *
   * @return its alarm, whose key is in {@link #polledKey()}; null if nothing is due any more
   */
  abstract @Nullable QueuedAlarm pollDue(long now);

  /** The key of the entry that {@link #pollDue} took out last. */
  abstract long polledKey();

  /** The number of entries. */
  abstract int size();

  /** Drops the entries that need not be kept. O(n). If it throws it has done so all the same. */
  abstract void sweep(Keep keep);

  /** Throws if the structure is broken. For tests. */
  abstract void checkInvariants();
}
