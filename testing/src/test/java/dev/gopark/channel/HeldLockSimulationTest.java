package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gopark.internal.HeldLocks;
import dev.gopark.sync.WaitGroup;
import dev.gopark.testing.Simulation;
import dev.gopark.testing.SimulationFailure;
import dev.gopark.testing.internal.Hooks;
import org.junit.jupiter.api.Test;

/**
 * The bug that a select once had, put back: it takes the locks of its channels one after the other
 * and waits for the second with the first held. On a scheduler whose machine fires an alarm that
 * wants the first, that is a deadlock.
 */
class HeldLockSimulationTest {
  @Test
  void select_thatWaitsForALockWithAnotherHeld_isFound() {
    assumeTrue(Hooks.isWoven(), "for the execution with the agent");
    assertThat(HeldLocks.CHECKED).isTrue();
    var failure =
        catchThrowableOfType(
            SimulationFailure.class,
            () -> Simulation.builder().schedules(400).run(HeldLockSimulationTest::lockBoth));
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.UNCAUGHT);
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class).hasMessageContaining("lock");
  }

  private static void lockBoth() throws InterruptedException {
    Channel<Integer> first = Channel.make(1);
    Channel<Integer> second = Channel.make(1);
    var wg = new WaitGroup();
    wg.go(() -> {
      ((Hchan<?>) first).lock();
      ((Hchan<?>) second).lock();
      ((Hchan<?>) second).unlock();
      ((Hchan<?>) first).unlock();
    });
    wg.go(() -> second.trySend(1));
    wg.await();
  }
}
