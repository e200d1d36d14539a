package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CondTest {
  private final Mutex mutex = new Mutex();
  private final Cond cond = new Cond(mutex);
  private final List<Integer> woken = Collections.synchronizedList(new ArrayList<>());

  private void untilWaiting(int n) {
    Waits.until(() -> cond.toString().contains("[" + n + " waiting"));
  }

  /** Starts a thread that waits once, after all those before it. */
  private Waits.Run startWaiter(int id) {
    Waits.Run run =
        Waits.startVirtual(() -> {
          mutex.lock();
          cond.await();
          woken.add(id);
          mutex.unlock();
        });
    untilWaiting(id + 1);
    return run;
  }

  private static void join(List<Waits.Run> runs) throws Exception {
    for (Waits.Run run : runs) {
      run.join();
    }
  }

  @Test
  @DisplayName("D1 TestCondSignal: a signal wakes exactly one")
  void signal_wakesOne() throws Exception {
    List<Waits.Run> runs = List.of(startWaiter(0), startWaiter(1));
    mutex.lock();
    cond.signal();
    mutex.unlock();
    runs.get(0).join();
    assertThat(woken).containsExactly(0);
    untilWaiting(1);
    cond.signal();
    runs.get(1).join();
    cond.signal();
    assertThat(woken).containsExactly(0, 1);
  }

  @Test
  @DisplayName("D1 Z3 TestCondSignalGenerations: signals wake in the order of the waits")
  void signal_isFifo() throws Exception {
    List<Waits.Run> runs = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      runs.add(startWaiter(i));
      expected.add(i);
    }
    for (Waits.Run run : runs) {
      cond.signal();
      run.join();
    }
    assertThat(woken).isEqualTo(expected);
  }

  @Test
  @DisplayName("D1 TestCondBroadcast: wakes each of 200 exactly once")
  void broadcast_wakesAll() throws Exception {
    for (int round = 0; round < 3; round++) {
      woken.clear();
      List<Waits.Run> runs = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        runs.add(startWaiter(i));
      }
      mutex.lock();
      cond.broadcast();
      mutex.unlock();
      join(runs);
      assertThat(woken).hasSize(200).doesNotHaveDuplicates();
      untilWaiting(0);
    }
  }

  @Test
  @DisplayName("D1 TestRace: a hand-over among three through one cond")
  void await_threeParties_handOver() throws Exception {
    // Two that only yield may keep the third from the JDK's carriers for ever, so they park.
    int[] x = new int[1];
    List<Waits.Run> runs =
        List.of(
            Waits.startVirtual(() -> {
              mutex.lock();
              x[0] = 1;
              cond.await();
              assertThat(x[0]).isEqualTo(2);
              x[0] = 3;
              cond.signal();
              mutex.unlock();
            }),
            Waits.startVirtual(() -> {
              mutex.lock();
              while (x[0] != 1) {
                mutex.unlock();
                LockSupport.parkNanos(1_000);
                mutex.lock();
              }
              x[0] = 2;
              cond.signal();
              mutex.unlock();
            }),
            Waits.startVirtual(() -> {
              mutex.lock();
              while (x[0] != 3) {
                mutex.unlock();
                LockSupport.parkNanos(1_000);
                mutex.lock();
              }
              mutex.unlock();
            }));
    join(runs);
    assertThat(x[0]).isEqualTo(3);
  }

  @RepeatedTest(200)
  @DisplayName("D4 TestCondSignalStealing: a later waiter does not take an earlier one's signal")
  void signal_isNotStolen() throws Exception {
    Waits.Run first = startWaiter(0);
    mutex.lock();
    cond.signal();
    // Waits after the signal: must not be woken by it, however the two race for the mutex.
    Waits.Run second =
        Waits.startVirtual(() -> {
          mutex.lock();
          cond.await();
          woken.add(1);
          mutex.unlock();
        });
    mutex.unlock();
    first.join();
    untilWaiting(1);
    assertThat(woken).containsExactly(0);
    cond.broadcast();
    second.join();
  }

  @Test
  @DisplayName("D2 signal and broadcast work without the lock")
  void signal_withoutTheLock_wakes() throws Exception {
    Waits.Run run = startWaiter(0);
    cond.signal();
    run.join();
    run = startWaiter(0);
    cond.broadcast();
    run.join();
  }

  @Test
  @DisplayName("an interrupted wait holds the lock again and has used up no signal")
  void await_interrupted_holdsTheLock_andKeepsNoSignal() throws Exception {
    Waits.Run interrupted =
        Waits.start(() -> {
          mutex.lock();
          try {
            cond.await();
          } finally {
            mutex.unlock();
          }
        });
    assertThat(Waits.parked(interrupted.thread())).startsWith("sync.Cond.Wait on Cond@");
    Waits.Run other =
        Waits.start(() -> {
          mutex.lock();
          cond.await();
          mutex.unlock();
        });
    untilWaiting(2);
    interrupted.thread().interrupt();
    assertThatThrownBy(interrupted::join).hasCauseInstanceOf(InterruptedException.class);
    cond.signal();
    other.join();
    mutex.checkQuiet();
  }

  @Test
  @DisplayName(
      "a wait that was signalled and then interrupted reports the signal and keeps the flag")
  void await_signalledThenInterrupted_returnsWithTheFlagUp() throws Exception {
    var flag = new AtomicInteger();
    Waits.Run run =
        Waits.start(() -> {
          mutex.lock();
          cond.await();
          flag.set(Thread.interrupted() ? 1 : 2);
          mutex.unlock();
        });
    untilWaiting(1);
    mutex.lock();
    cond.signal();
    run.thread().interrupt();
    Waits.until(() -> mutex.waiting() == 1);
    mutex.unlock();
    run.join();
    assertThat(flag).hasValue(1);
  }

  @Test
  void awaitTimed_tellsWhetherASignalCame() throws Exception {
    mutex.lock();
    assertThat(cond.await(Duration.ofMillis(1))).isFalse();
    assertThat(mutex.isLocked()).isTrue();
    Waits.Run signaller =
        Waits.start(() -> {
          mutex.lock();
          cond.signal();
          mutex.unlock();
        });
    assertThat(cond.await(Waits.LONG)).isTrue();
    mutex.unlock();
    signaller.join();
    untilWaiting(0);
  }

  @Test
  void await_notLocked_throwsAndChangesNothing() throws Exception {
    assertThatThrownBy(cond::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unlocked");
    untilWaiting(0);
    Waits.Run run = startWaiter(0);
    cond.signal();
    run.join();
  }

  @Test
  @DisplayName("a signal that meets a misused wait goes to one that really waits")
  void await_notLocked_signalledMeanwhile_passesItOn() throws Exception {
    var cond = new Cond[1];
    // A locker whose unlock fails, and lets a signal come in between.
    Locker broken =
        new Locker() {
          @Override
          public void lock() {}

          @Override
          public void unlock() {
            cond[0].signal();
            if (Thread.currentThread().isVirtual()) {
              return;
            }
            throw new IllegalStateException("on purpose");
          }
        };
    cond[0] = new Cond(broken);
    assertThatThrownBy(cond[0]::await).hasMessage("on purpose");
    assertThat(cond[0]).asString().contains("[0 waiting");
    Waits.startVirtual(cond[0]::await).join();
  }

  @Test
  @DisplayName("D1 Z1 works on an RWMutex and on its read side")
  void await_onRWMutex() throws Exception {
    var lock = new RWMutex();
    for (Locker locker : List.of(lock, lock.rLocker())) {
      var condition = new Cond(locker);
      Waits.Run run =
          Waits.start(() -> {
            locker.lock();
            condition.await();
            locker.unlock();
          });
      Waits.until(() -> condition.toString().contains("[1 waiting"));
      condition.broadcast();
      run.join();
    }
    assertThat(lock.tryLock()).isTrue();
  }
}
