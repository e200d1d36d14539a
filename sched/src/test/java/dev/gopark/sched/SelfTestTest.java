package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SelfTestTest {
  @Test
  @DisplayName(
      "an interrupt of the thread that starts the first goroutine is not a failure of ours")
  void run_callerInterrupted_passesAndTheFlagStays() {
    Thread.currentThread().interrupt();
    String problem = SelfTest.run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(problem).isNull();
  }
}
