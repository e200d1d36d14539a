package dev.gopark.timer;

import dev.gopark.internal.NanoClock;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Tells what the calendar shows at an instant of {@link System#nanoTime()}. */
final class WallClock {
  /*
   * The difference of the two clocks is measured once and kept, so that instants that are a period apart on
   * the one are a period apart on the other: two clock readings for each answer would add their own delay to
   * it. It is measured anew when it seems to be off by more than TOLERANCE, and replaced if the measurement
   * says so too: the calendar was set, or has been slewed away over time. The look alone does not count,
   * since a thread that loses its processor between two readings sees any difference.
   */
  private static final long TOLERANCE = 1_000_000;
  private static final int TRIES = 5;
  private static final long SECOND = 1_000_000_000;

  /** Calendar minus monotonic clock. Any thread's measurement is as good as another's. */
  private static volatile long offset = measure();

  private WallClock() {}

  static Instant at(long nanos) {
    Instant own = NanoClock.SYSTEM.calendar(nanos);
    if (own != null) {
      return own;
    }
    long kept = WallClock.offset;
    long offset = checked(kept, calendar() - System.nanoTime(), WallClock::measure);
    if (offset != kept) {
      WallClock.offset = offset;
    }
    long epoch = nanos + offset;
    return Instant.ofEpochSecond(Math.floorDiv(epoch, SECOND), Math.floorMod(epoch, SECOND));
  }

  /**
   * The offset to go on with.
   *
   * @param kept the one so far
   * @param seen what one look at both clocks says
   * @param measurement what says it better, and takes longer
   */
  static long checked(long kept, long seen, LongSupplier measurement) {
    if (Math.abs(seen - kept) <= TOLERANCE) {
      return kept;
    }
    long measured = measurement.getAsLong();
    return Math.abs(measured - kept) <= TOLERANCE ? kept : measured;
  }

  /** The best of a few tries: a thread may lose its processor between two readings. */
  private static long measure() {
    long shortest = Long.MAX_VALUE;
    long offset = 0;
    for (int i = 0; i < TRIES; i++) {
      long before = System.nanoTime();
      long calendar = calendar();
      long took = System.nanoTime() - before;
      if (took < shortest) {
        shortest = took;
        offset = calendar - before - took / 2;
      }
    }
    return offset;
  }

  /** Nanoseconds since 1970, good until 2262. */
  private static long calendar() {
    Instant now = Instant.now();
    return now.getEpochSecond() * SECOND + now.getNano();
  }
}
