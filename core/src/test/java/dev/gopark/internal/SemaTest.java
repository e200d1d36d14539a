package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SemaTest {
  private final Sema sema = new Sema();
  private final List<Waiter> waiters = new ArrayList<>();

  @BeforeEach
  void addThree() {
    for (int i = 0; i < 3; i++) {
      Waiter waiter = new Waiter(WaitReason.SEMACQUIRE, i);
      waiters.add(waiter);
      sema.add(waiter);
    }
    sema.checkInvariants();
  }

  @Test
  @DisplayName("Z2 claims in the order of arrival")
  void claimFirst_isFifo() {
    assertThat(sema.first()).isSameAs(waiters.get(0));
    for (Waiter waiter : waiters) {
      assertThat(sema.claimFirst(false)).isSameAs(waiter);
      sema.checkInvariants();
    }
    assertThat(sema.claimFirst(false)).isNull();
    assertThat(sema.first()).isNull();
    assertThat(sema.isEmpty()).isTrue();
  }

  @Test
  @DisplayName("Z5 hands off on demand")
  void claimFirst_handOff_isSeenByTheWaiter() {
    assertThat(Sema.wasHandedOff(sema.claimFirst(true))).isTrue();
    assertThat(Sema.wasHandedOff(sema.claimFirst(false))).isFalse();
  }

  @Test
  void addFirst_isNextAndNotHandedOff() {
    Waiter loser = sema.claimFirst(true);
    loser.wake();
    loser.rearm(WaitReason.SEMACQUIRE, "again");
    sema.addFirst(loser);
    sema.checkInvariants();
    assertThat(sema.claimFirst(false)).isSameAs(loser);
    assertThat(Sema.wasHandedOff(loser)).isFalse();
    sema.claimAll();
    Waiter alone = new Waiter(WaitReason.SEMACQUIRE, "alone");
    sema.addFirst(alone);
    sema.checkInvariants();
    assertThat(sema.first()).isSameAs(alone);
  }

  @Test
  @DisplayName("a waiter that gave up is never claimed")
  void claim_cancelled_goesToTheNext() {
    assertThat(Sema.await(waiters.get(0), Sema.deadline(Duration.ZERO)))
        .isEqualTo(Waiter.Outcome.TIMED_OUT);
    Thread.currentThread().interrupt();
    assertThat(Sema.await(waiters.get(1), Sema.NO_DEADLINE)).isEqualTo(Waiter.Outcome.INTERRUPTED);
    assertThat(sema.claim(waiters.get(0))).isFalse();
    assertThat(sema.remove(waiters.get(0))).isFalse();
    assertThat(sema.claimFirst(false)).isSameAs(waiters.get(2));
    assertThat(sema).hasToString("Sema[0 waiting]");
  }

  @Test
  @DisplayName("a waiter that was claimed is woken, whatever came after")
  void await_claimedThenInterrupted_isWokenAndKeepsTheFlag() {
    Waiter claimed = sema.claimFirst(false);
    claimed.wake();
    Thread.currentThread().interrupt();
    assertThat(Sema.await(claimed, Sema.deadline(Duration.ZERO))).isEqualTo(Waiter.Outcome.WOKEN);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void remove_fromTheMiddle_keepsTheOthers() {
    assertThat(sema.remove(waiters.get(1))).isTrue();
    sema.checkInvariants();
    assertThat(sema.size()).isEqualTo(2);
    assertThat(sema.claimFirst(false)).isSameAs(waiters.get(0));
    assertThat(sema.claimFirst(false)).isSameAs(waiters.get(2));
  }
}
