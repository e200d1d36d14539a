package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WallClockTest {
  private static final long KEPT = 1_000_000_000_000L;

  private static long unexpected() {
    throw new AssertionError("measured without need");
  }

  @Test
  void checked_lookAgrees_keepsWithoutMeasuring() {
    for (long off : new long[] {0, 1_000_000, -1_000_000}) {
      assertThat(WallClock.checked(KEPT, KEPT + off, WallClockTest::unexpected)).isEqualTo(KEPT);
    }
  }

  @Test
  void checked_lookWasInterrupted_keepsToTheNanosecond() {
    // The thread lost its processor between the two readings; the clocks are as they were.
    for (long off : new long[] {4_000_000, -4_000_000}) {
      assertThat(WallClock.checked(KEPT, KEPT + off, () -> KEPT + 37)).isEqualTo(KEPT);
      assertThat(WallClock.checked(KEPT, KEPT + off, () -> KEPT - 37)).isEqualTo(KEPT);
    }
  }

  @Test
  void checked_calendarWasSet_takesTheMeasurement() {
    for (long off : new long[] {1_000_001, -1_000_001, 3_600_000_000_000L}) {
      long set = KEPT + off;
      assertThat(WallClock.checked(KEPT, set, () -> set)).isEqualTo(set);
    }
  }
}
