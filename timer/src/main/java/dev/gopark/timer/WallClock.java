package dev.gopark.timer;

import java.time.Instant;

/** Tells what the calendar shows at an instant of {@link System#nanoTime()}. */
final class WallClock {
  /*
   * The difference of the two clocks is measured once and kept, so that instants that are a period apart on
   * the one are a period apart on the other: two clock readings for each answer would add their own delay to
   * it. It is measured anew when it is off by more than TOLERANCE: the calendar was set, or has been slewed
   * away over time.
   */
  private static final long TOLERANCE = 1_000_000;
  private static final int TRIES = 5;
  private static final long SECOND = 1_000_000_000;

  /** Calendar minus monotonic clock. Any thread's measurement is as good as another's. */
  private static volatile long offset = measure();

  private WallClock() {}

  static Instant at(long nanos) {
    long offset = WallClock.offset;
    if (Math.abs(calendar() - System.nanoTime() - offset) > TOLERANCE) {
      offset = measure();
      WallClock.offset = offset;
    }
    long epoch = nanos + offset;
    return Instant.ofEpochSecond(Math.floorDiv(epoch, SECOND), Math.floorMod(epoch, SECOND));
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
