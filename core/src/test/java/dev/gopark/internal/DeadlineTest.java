package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @Test
  @DisplayName("durations that are not positive become zero")
  void nanos_notPositive_isZero() {
    assertThat(Deadline.nanos(Duration.ZERO)).isZero();
    assertThat(Deadline.nanos(Duration.ofNanos(-1))).isZero();
    assertThat(Deadline.nanos(Duration.ofNanos(Long.MIN_VALUE))).isZero();
    assertThat(Deadline.nanos(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
  }

  @Test
  @DisplayName("durations in range are exact")
  void nanos_inRange_isExact() {
    assertThat(Deadline.nanos(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(Deadline.nanos(Duration.ofDays(1))).isEqualTo(86_400_000_000_000L);
    assertThat(Deadline.nanos(Duration.ofNanos(Deadline.MAX_NANOS))).isEqualTo(Deadline.MAX_NANOS);
  }

  @Test
  @DisplayName("huge durations saturate")
  void nanos_huge_saturates() {
    assertThat(Deadline.nanos(Duration.ofNanos(Deadline.MAX_NANOS + 1)))
        .isEqualTo(Deadline.MAX_NANOS);
    assertThat(Deadline.nanos(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Deadline.MAX_NANOS);
    assertThat(Deadline.nanos(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)))
        .isEqualTo(Deadline.MAX_NANOS);
    assertThat(Deadline.MAX_NANOS / 1_000_000_000L / 86_400 / 365).isEqualTo(146);
  }

  @Test
  @DisplayName("a null duration is refused")
  void nanos_null_throws() {
    Duration none = null;
    assertThatThrownBy(() -> Deadline.nanos(none)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("deadlines compare by subtraction, also across the wrap of the clock")
  void deadlines_compareAcrossWrap() {
    for (long now : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 5, -5}) {
      long soon = Deadline.after(now, 10);
      long late = Deadline.after(now, Deadline.MAX_NANOS);
      assertThat(Deadline.remaining(soon, now)).isEqualTo(10);
      assertThat(Deadline.remaining(late, now)).isEqualTo(Deadline.MAX_NANOS);
      assertThat(Deadline.remaining(soon, soon)).isZero();
      assertThat(Deadline.remaining(soon, soon + 3)).isEqualTo(-3);
      assertThat(Deadline.isBefore(soon, late)).isTrue();
      assertThat(Deadline.isBefore(late, soon)).isFalse();
      assertThat(Deadline.isBefore(soon, soon)).isFalse();
    }
  }
}
