package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaiterTest {
  private static Thread start(boolean virtual, Runnable body) {
    return virtual ? Thread.startVirtualThread(body) : Thread.ofPlatform().daemon().start(body);
  }

  private static Waiter receiver() {
    return new Waiter(WaitReason.CHAN_RECEIVE, null);
  }

  private static long soon() {
    return NanoClock.SYSTEM.nanoTime() + 2_000_000;
  }

  private static long never() {
    return NanoClock.SYSTEM.nanoTime() + Deadline.MAX_NANOS;
  }

  @Test
  @DisplayName("woken before it waits: returns at once with what was exchanged")
  void await_wokenBefore_returns() {
    Waiter waiter = receiver();
    assertThat(waiter.claim(waiter)).isTrue();
    waiter.item("element");
    waiter.wake();
    assertThat(waiter.await()).isEqualTo(Waiter.Outcome.WOKEN);
    assertThat(waiter.awaitUntil(soon())).isEqualTo(Waiter.Outcome.WOKEN);
    assertThat(waiter.item()).isEqualTo("element");
    assertThat(waiter.winner()).isSameAs(waiter);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("a parked waiter is woken and sees the element")
  void await_parked_isWoken(boolean virtual) throws InterruptedException {
    for (boolean timed : new boolean[] {false, true}) {
      var waiter = new AtomicReference<Waiter>();
      var outcome = new AtomicReference<Waiter.Outcome>();
      Thread thread =
          start(
              virtual,
              () -> {
                waiter.set(receiver());
                outcome.set(timed ? waiter.get().awaitUntil(never()) : waiter.get().await());
              });
      Until.parked(thread);
      assertThat(LockSupport.getBlocker(thread)).isSameAs(waiter.get());
      assertThat(waiter.get().claim(waiter.get())).isTrue();
      waiter.get().item(1);
      waiter.get().wake();
      thread.join();
      assertThat(outcome).hasValue(Waiter.Outcome.WOKEN);
      assertThat(waiter.get().item()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("an interrupt cancels an unclaimed waiter and clears the flag")
  void await_interrupted_cancels(boolean virtual) throws InterruptedException {
    for (boolean timed : new boolean[] {false, true}) {
      var waiter = new AtomicReference<Waiter>();
      var outcome = new AtomicReference<Waiter.Outcome>();
      var flag = new AtomicInteger(-1);
      Thread thread =
          start(
              virtual,
              () -> {
                waiter.set(receiver());
                outcome.set(timed ? waiter.get().awaitUntil(never()) : waiter.get().await());
                flag.set(Thread.interrupted() ? 1 : 0);
              });
      Until.parked(thread);
      thread.interrupt();
      thread.join();
      assertThat(outcome).hasValue(Waiter.Outcome.INTERRUPTED);
      assertThat(flag).hasValue(0);
      assertThat(waiter.get().claim(waiter.get())).isFalse();
      assertThat(waiter.get().winner()).isNull();
    }
  }

  @Test
  @DisplayName("a deadline that has passed does not wait, and cancels")
  void awaitUntil_late_cancels() {
    Waiter waiter = receiver();
    assertThat(waiter.awaitUntil(NanoClock.SYSTEM.nanoTime() - 1))
        .isEqualTo(Waiter.Outcome.TIMED_OUT);
    assertThat(waiter.claim(waiter)).isFalse();
  }

  @Test
  @DisplayName("a deadline is waited for")
  void awaitUntil_waits() {
    long deadline = soon();
    assertThat(receiver().awaitUntil(deadline)).isEqualTo(Waiter.Outcome.TIMED_OUT);
    assertThat(NanoClock.SYSTEM.nanoTime() - deadline).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "claimed, then interrupted: the wait goes on until the wake, and the flag is set again")
  void await_claimedThenInterrupted_isWokenWithFlag(boolean virtual) throws InterruptedException {
    for (boolean timed : new boolean[] {false, true}) {
      var waiter = new AtomicReference<Waiter>();
      var outcome = new AtomicReference<Waiter.Outcome>();
      var flag = new AtomicInteger(-1);
      Thread thread =
          start(
              virtual,
              () -> {
                waiter.set(receiver());
                outcome.set(timed ? waiter.get().awaitUntil(soon()) : waiter.get().await());
                flag.set(Thread.interrupted() ? 1 : 0);
              });
      Until.until("the waiter is there", () -> waiter.get() != null);
      if (!waiter.get().claim(waiter.get())) {
        // The deadline was quicker.
        thread.join();
        assertThat(outcome).hasValue(Waiter.Outcome.TIMED_OUT);
        continue;
      }
      thread.interrupt();
      Until.until("the waiter has seen the interrupt", () -> !thread.isInterrupted());
      Until.parked(thread);
      assertThat(outcome).hasValue(null);
      waiter.get().wake();
      thread.join();
      assertThat(outcome).hasValue(Waiter.Outcome.WOKEN);
      assertThat(flag).hasValue(1);
    }
  }

  @Test
  @DisplayName("stray unparks do not end a wait")
  void await_strayUnparks_goesOn() throws InterruptedException {
    Thread thread = start(true, () -> receiver().await());
    for (int i = 0; i < 1000; i++) {
      LockSupport.unpark(thread);
      Thread.yield();
    }
    assertThat(thread.isAlive()).isTrue();
    thread.interrupt();
    thread.join();
  }

  @Test
  @DisplayName("of many claimers, a cancel and a deadline, one wins")
  void claim_race_oneWinner() throws InterruptedException {
    for (int round = 0; round < 2000; round++) {
      Waiter waiter = receiver();
      var wins = new AtomicInteger();
      List<Thread> claimers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        claimers.add(
            start(
                true,
                () -> {
                  if (waiter.claim(waiter)) {
                    wins.incrementAndGet();
                    waiter.wake();
                  }
                }));
      }
      Waiter.Outcome outcome = waiter.awaitUntil(NanoClock.SYSTEM.nanoTime() + (round % 50) * 200L);
      for (Thread claimer : claimers) {
        claimer.join();
      }
      assertThat(wins).hasValue(outcome == Waiter.Outcome.WOKEN ? 1 : 0);
    }
  }

  @Test
  @DisplayName("a rearmed waiter waits again, a released one keeps nothing")
  void rearm_release() {
    Waiter waiter = new Waiter(WaitReason.CHAN_SEND, "first");
    assertThat(waiter).hasToString("chan send on first");
    assertThat(waiter.claim(waiter)).isTrue();
    waiter.wake();
    waiter.rearm(WaitReason.SELECT, "second");
    assertThat(waiter.winner()).isNull();
    assertThat(waiter.reason()).isEqualTo(WaitReason.SELECT);
    assertThat(waiter).hasToString("select on second");
    assertThat(waiter.awaitUntil(NanoClock.SYSTEM.nanoTime())).isEqualTo(Waiter.Outcome.TIMED_OUT);
    waiter.rearm(WaitReason.SELECT, "third");
    assertThat(waiter.claim(waiter)).isTrue();
    waiter.wake();
    waiter.release();
    assertThat(waiter).hasToString("select");
    assertThat(waiter.winner()).isNull();
  }

  @Test
  @DisplayName("wait reasons are in Go's words")
  void reasons() {
    assertThat(WaitReason.CHAN_SEND).hasToString("chan send");
    assertThat(WaitReason.CHAN_RECEIVE).hasToString("chan receive");
    assertThat(WaitReason.CHAN_SEND_NIL).hasToString("chan send (nil chan)");
    assertThat(WaitReason.CHAN_RECEIVE_NIL).hasToString("chan receive (nil chan)");
    assertThat(WaitReason.SELECT).hasToString("select");
    assertThat(WaitReason.SELECT_NO_CASES).hasToString("select (no cases)");
    assertThat(WaitReason.SLEEP).hasToString("sleep");
  }
}
