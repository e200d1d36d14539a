package dev.gopark.channel;

import dev.gopark.internal.Seeds;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Spare {@link SelectRound}s for one-shot selects, so that they allocate only their cases.
 *
 * <p>A few slots, one of which is chosen by the thread's id; a slot is taken by an atomic exchange,
 * so a round has one user at a time. A miss makes a new round and a full slot drops the returned
 * one: the cache can only cost an allocation, never a wait. At most {@link #MAX_ARMS} arms are kept
 * a round.
 */
final class RoundCache {
  static final int MAX_ARMS = 32;

  /** Slots stand a cache line apart. */
  private static final int STRIDE = 16;

  private static final int SLOTS =
      Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4;

  private static final AtomicReferenceArray<@Nullable SelectRound> ROUNDS =
      new AtomicReferenceArray<>(SLOTS * STRIDE);

  private RoundCache() {}

  static SelectRound take() {
    if (Seeds.SYSTEM.isRepeatable()) {
      return new SelectRound(); // a spare one would go on with the random numbers of another run
    }
    int slot = slot();
    SelectRound round = ROUNDS.getPlain(slot) == null ? null : ROUNDS.getAndSet(slot, null);
    return round == null ? new SelectRound() : round;
  }

  /** Takes back a round that is over, and clears it. */
  static void give(SelectRound round) {
    round.clear();
    if (Seeds.SYSTEM.isRepeatable()) {
      return;
    }
    int slot = slot();
    if (round.capacity() <= MAX_ARMS && ROUNDS.getPlain(slot) == null) {
      // Overwriting somebody else's loses a spare round, nothing more.
      ROUNDS.setRelease(slot, round);
    }
  }

  private static int slot() {
    return ((int) Thread.currentThread().threadId() & (SLOTS - 1)) * STRIDE;
  }
}
