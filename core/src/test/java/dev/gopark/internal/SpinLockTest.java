package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpinLockTest {
  private static final class Lock extends SpinLock {
    /** Guarded by the lock, deliberately plain. */
    private long count;
  }

  private final Lock lock = new Lock();

  private static Thread start(boolean virtual, Runnable body) {
    return virtual ? Thread.startVirtualThread(body) : Thread.ofPlatform().daemon().start(body);
  }

  @Test
  @DisplayName("lock, tryLock and unlock tell the truth")
  void lockTryLockUnlock() {
    assertThat(lock.isLocked()).isFalse();
    lock.lock();
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    lock.unlock();
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    lock.unlock();
  }

  @ParameterizedTest(name = "virtual {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("one at a time under contention, with yields inside the section")
  void contention_excludes(boolean virtual) throws InterruptedException {
    int threads = 8;
    int each = 20_000;
    List<Thread> started = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      started.add(
          start(
              virtual,
              () -> {
                for (int i = 0; i < each; i++) {
                  lock.lock();
                  lock.count++;
                  if (i % 500 == 0) {
                    Thread.yield();
                  }
                  lock.unlock();
                }
              }));
    }
    for (Thread thread : started) {
      thread.join();
    }
    assertThat(lock.count).isEqualTo((long) threads * each);
    assertThat(lock.isLocked()).isFalse();
  }

  @ParameterizedTest(name = "virtual {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("a long wait parks, ignores interrupts and leaves the flag set")
  void longWait_parksAndKeepsTheFlag(boolean virtual) throws InterruptedException {
    lock.lock();
    var interrupted = new AtomicBoolean();
    Thread waiter =
        start(
            virtual,
            () -> {
              lock.lock();
              interrupted.set(Thread.currentThread().isInterrupted());
              lock.unlock();
            });
    Until.until("it parks", () -> waiter.getState() == Thread.State.TIMED_WAITING);
    waiter.interrupt();
    // It parks again although the interrupt would make every park return at once.
    Until.until("the flag is taken down", () -> !waiter.isInterrupted());
    Until.until("it parks again", () -> waiter.getState() == Thread.State.TIMED_WAITING);
    assertThat(waiter.isAlive()).isTrue();
    lock.unlock();
    waiter.join();
    assertThat(interrupted).isTrue();
  }

  @Test
  @DisplayName("a waiter that sleeps is late by the longest park and a switch at most")
  void sleepingWaiter_isNotLate() throws InterruptedException {
    // No more than twice the stated bound, in the best of as many attempts as a busy machine needs.
    long limit = 2 * SpinLock.MAX_PARK_NANOS;
    long best = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 2_000 && best >= limit; attempt++) {
      lock.lock();
      var took = new AtomicLong();
      Thread waiter =
          start(
              false,
              () -> {
                lock.lock();
                took.set(System.nanoTime());
                lock.unlock();
              });
      Until.until("it parks", () -> waiter.getState() == Thread.State.TIMED_WAITING);
      long unlocked = System.nanoTime();
      lock.unlock();
      waiter.join();
      best = Math.min(best, took.get() - unlocked);
    }
    assertThat(best).isLessThan(limit);
  }

  @Test
  @DisplayName("the steps of the policy are bounded")
  void policy_isBounded() {
    assertThat(SpinLock.SPINS).isBetween(0, 1000);
    assertThat(SpinLock.YIELDS).isBetween(1, 100);
    assertThat(SpinLock.MIN_PARK_NANOS).isLessThan(SpinLock.MAX_PARK_NANOS);
    assertThat(SpinLock.MAX_PARK_NANOS).isLessThanOrEqualTo(1_000_000);
  }
}
