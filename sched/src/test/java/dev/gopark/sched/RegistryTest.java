package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private final Registry registry = new Registry();

  @Test
  void add_homeStripeHeld_takesAnotherWithoutWaiting() {
    Scheduled goroutine = FakeGoroutines.one(); // no thread: its home is stripe 0
    registry.hold(true, 5);
    assertThat(registry.add(goroutine)).isTrue();
    registry.hold(false, 5);

    assertThat(registry.snapshot()).containsExactly(goroutine);
    registry.checkInvariants();
    assertThat(registry.unlist(goroutine)).isTrue();
    assertThat(registry.unlist(goroutine)).as("once").isFalse();
    registry.left();
    assertThat(registry.closeIfEmpty()).isTrue();
    assertThat(registry.add(FakeGoroutines.one())).isFalse();
  }

  @Test
  void add_allStripesHeld_neverParks() {
    Scheduled first = FakeGoroutines.one();
    Scheduled goroutine = FakeGoroutines.one();
    assertThat(registry.add(first)).isTrue(); // loads all classes: their locks may block
    registry.hold(true, -1);
    var added = new AtomicBoolean();
    Thread adder =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              registry.add(goroutine);
              added.set(true);
            });
    for (int i = 0; i < 1_000 && !added.get(); i++) {
      assertThat(adder.getState()).isEqualTo(Thread.State.RUNNABLE);
      Thread.onSpinWait();
    }
    assertThat(added).isFalse();
    registry.hold(false, -1);
    Await.until("it is added", added::get);
  }
}
