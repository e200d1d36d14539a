package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of locking, which hold in every test because assertions are on. */
class HeldLocksTest {
  private static final class Lock extends SpinLock {}

  private final Lock a = new Lock();
  private final Lock b = new Lock();

  @Test
  void rules_inTests_areChecked() {
    assertThat(HeldLocks.CHECKED).isTrue();
  }

  @Test
  @DisplayName("with a lock held another one may be tried, not waited for, free or not")
  void lock_withAnotherHeld_isRefused() {
    a.lock();
    assertThatThrownBy(b::lock)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("waits for a lock while it holds 1");
    assertThat(b.isLocked()).isFalse();
    assertThat(b.tryLock()).isTrue();
    b.unlock();
    assertThat(b.tryLockBriefly()).isTrue();
    assertThatThrownBy(new Lock()::lock).hasMessageContaining("holds 2");
    b.unlock();
    a.unlock();
    b.lock();
    b.unlock();
  }

  @Test
  @DisplayName("a try that fails counts as nothing")
  void tryLock_fails_isNotCounted() {
    a.lock();
    assertThat(a.tryLock()).isFalse();
    assertThat(a.tryLockBriefly()).isFalse();
    a.unlock();
    b.lock();
    b.unlock();
  }

  @Test
  @DisplayName("in a ring no lock is waited for, and nobody parks; rings nest")
  void lock_inARing_isRefused() {
    HeldLocks.beginRing();
    HeldLocks.beginRing();
    HeldLocks.endRing();
    assertThatThrownBy(a::lock)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("waits for a lock in a ring");
    assertThat(a.tryLock()).isTrue();
    a.unlock();
    assertThatThrownBy(() -> new Waiter(WaitReason.SLEEP, null).await())
        .hasMessageContaining("parks in a ring");
    HeldLocks.endRing();
    a.lock();
    a.unlock();
  }

  @Test
  @DisplayName("nobody parks with a lock held")
  void await_withALockHeld_isRefused() {
    a.lock();
    var waiter = new Waiter(WaitReason.SLEEP, null);
    assertThatThrownBy(waiter::await).hasMessageContaining("parks while it holds 1");
    a.unlock();
  }

  @Test
  @DisplayName("backing off ends, however often one has failed, and keeps an interrupt")
  void backOff_anyNumberOfFailures_ends() {
    Thread.currentThread().interrupt();
    for (int failures = 1; failures < 40; failures++) {
      SpinLock.backOff(failures, failures * 0x9E3779B9);
    }
    SpinLock.backOff(Integer.MAX_VALUE, Integer.MIN_VALUE);
    assertThat(Thread.interrupted()).isTrue();
  }
}
