package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IdleSetTest {
  private final IdleSet idle = new IdleSet(Processors.MAX);

  @Test
  void new_always_isEmpty() {
    assertThat(idle.isEmpty()).isTrue();
    assertThat(idle.size()).isZero();
    assertThat(idle.claim()).isNegative();
  }

  @Test
  @DisplayName("G32 a bit a processor, the last one too")
  void addAndClaim_everyPlace_eachOnce() {
    for (int slot = 0; slot < Processors.MAX; slot++) {
      idle.add(slot);
    }
    assertThat(idle.size()).isEqualTo(Processors.MAX);

    var claimed = new HashSet<Integer>();
    for (int slot; (slot = idle.claim()) >= 0; ) {
      assertThat(claimed.add(slot)).isTrue();
    }

    assertThat(claimed).hasSize(Processors.MAX).contains(0, 63, 64, 1023);
    assertThat(idle.isEmpty()).isTrue();
  }

  @Test
  void remove_ownBit_takesItBackOnce() {
    idle.add(63);
    idle.add(64);

    assertThat(idle.remove(63)).isTrue();
    assertThat(idle.remove(63)).isFalse();
    assertThat(idle.claim()).isEqualTo(64);
    assertThat(idle.remove(64)).isFalse();
  }

  @Test
  @DisplayName("G20 only one spinner is started at a time")
  void becomeOnlySpinner_somebodySpins_refuses() {
    assertThat(idle.becomeOnlySpinner()).isTrue();
    assertThat(idle.becomeOnlySpinner()).isFalse();
    idle.addSpinner();
    assertThat(idle.removeSpinner()).isEqualTo(1);
    assertThat(idle.becomeOnlySpinner()).isFalse();
    assertThat(idle.removeSpinner()).isZero();
    assertThat(idle.becomeOnlySpinner()).isTrue();
  }

  @Test
  void race_claimAgainstClaimAndRemove_eachBitHasOneOwner() throws InterruptedException {
    var owned = new AtomicInteger();
    int rounds = 2_000;
    for (int round = 0; round < rounds; round++) {
      for (int slot = 60; slot < 68; slot++) {
        idle.add(slot);
      }
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (idle.claim() >= 0) {
                    owned.incrementAndGet();
                  }
                }));
      }
      for (int slot = 60; slot < 68; slot++) {
        if (idle.remove(slot)) {
          owned.incrementAndGet();
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(owned).hasValue(8 * rounds);
  }

  @Test
  void toString_always_printsTheNumbers() {
    idle.add(3);
    idle.addSpinner();
    assertThat(idle).hasToString("IdleSet[1 idle, 1 spinning]");
  }
}
