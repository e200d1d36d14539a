package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutexTest {
  private final Mutex mutex = new Mutex();

  @Test
  @DisplayName("M1 a new mutex is free, is not reentrant and is not owned")
  void lock_isNeitherReentrantNorOwned() throws Exception {
    mutex.lock();
    assertThat(mutex.tryLock()).isFalse();
    Waits.start(mutex::unlock).join();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M9 tryLock takes a free mutex and fails on a locked one")
  void tryLock_tellsTheTruth() {
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
  }

  @Test
  @DisplayName("M9 tryLock may barge past a waiter that was woken but does not run yet")
  void tryLock_freeWithWaiters_mayTakeIt() throws Exception {
    mutex.lock();
    Waits.Run waiter = Waits.start(() -> mutex.held().close());
    Waits.until(() -> mutex.waiting() == 1);
    mutex.unlock();
    if (mutex.tryLock()) {
      mutex.unlock();
    }
    waiter.join();
    mutex.checkQuiet();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("M1 M10 TestMutex: 10 x 1000 locks exclude each other")
  void lock_hammered_excludes(boolean virtual) throws Exception {
    int[] counter = new int[2];
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      dev.gopark.Task body =
          () -> {
            for (int n = 0; n < 1000; n++) {
              if (n % 3 == 0) {
                if (mutex.tryLock()) {
                  mutex.unlock();
                }
                continue;
              }
              mutex.lock();
              counter[0]++;
              if (n % 7 == 0) {
                Thread.yield();
              }
              counter[1]++;
              assertThat(counter[0]).isEqualTo(counter[1]);
              mutex.unlock();
            }
          };
      runs.add(virtual ? Waits.startVirtual(body) : Waits.start(body));
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(counter[0]).isEqualTo(10 * 666);
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M4 a woken waiter that loses waits at the front")
  void lock_woken_loses_waitsInFront() throws Exception {
    // Keeps taking the mutex away from the first waiter, then lets everybody through.
    mutex.lock();
    List<Integer> order = new ArrayList<>();
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int id = i;
      runs.add(
          Waits.start(() -> {
            mutex.lock();
            order.add(id);
            mutex.unlock();
          }));
      Waits.until(() -> mutex.waiting() == id + 1);
    }
    for (int round = 0; round < 50 && mutex.waiting() == 3 && !mutex.isStarving(); round++) {
      mutex.unlock();
      mutex.lock();
      Waits.until(() -> mutex.waiting() == 3 || !order.isEmpty());
    }
    mutex.unlock();
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(order).containsExactly(0, 1, 2);
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M5 M6 starving: unlock hands over in order, the last waiter ends it")
  void unlock_starving_handsOff() throws Exception {
    List<Integer> order = new ArrayList<>();
    List<Waits.Run> runs = starve(order, 3);
    // Strict: nobody overtakes, however often the mutex is asked for.
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    while (mutex.isStarving()) {
      if (mutex.tryLock()) {
        assertThat(mutex.isStarving()).isFalse();
        mutex.unlock();
      }
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(order).startsWith(0, 1, 2);
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M5 a starving waiter that gives up takes the starvation with it")
  void lock_starving_interrupted_leavesNothing() throws Exception {
    List<Integer> order = new ArrayList<>();
    List<Waits.Run> runs = starve(order, 1);
    runs.get(0).thread().interrupt();
    assertThatThrownBy(runs.get(0)::join).hasCauseInstanceOf(InterruptedException.class);
    assertThat(mutex.isStarving()).isFalse();
    mutex.unlock();
    assertThat(order).isEmpty();
    mutex.checkQuiet();
  }

  /** Makes the locked mutex strict: overtakes the first waiter until it has had enough. */
  private List<Waits.Run> starve(List<Integer> order, int waiters) throws Exception {
    mutex.lock();
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < waiters; i++) {
      int id = i;
      runs.add(
          Waits.start(() -> {
            mutex.lock();
            order.add(id);
            mutex.unlock();
          }));
      Waits.until(() -> mutex.waiting() == id + 1);
    }
    long since = System.nanoTime();
    Waits.until(() -> System.nanoTime() - since > 2 * Mutex.STARVATION_NANOS);
    // A waiter is woken, loses to this thread, and finds that it has waited too long. It may win
    // instead;
    // when all have, the attempt starts over.
    mutex.unlock();
    if (mutex.tryLock()) {
      Waits.until(() -> mutex.isStarving() || runs.stream().allMatch(Waits.Run::isDone));
      if (mutex.isStarving()) {
        return runs;
      }
      mutex.unlock();
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    order.clear();
    return starve(order, waiters);
  }

  @Test
  @DisplayName("an interrupted wait did not happen")
  void lock_interruptedWhileWaiting_throwsAndHasNotLocked() throws Exception {
    mutex.lock();
    Waits.Run waiter = Waits.start(mutex::lock);
    Waits.parked(waiter.thread());
    waiter.thread().interrupt();
    assertThatThrownBy(waiter::join)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("Mutex@");
    mutex.unlock();
    mutex.checkQuiet();
  }

  @Test
  void lock_free_takesItAndKeepsTheInterruptFlag() throws Exception {
    Thread.currentThread().interrupt();
    mutex.lock();
    assertThat(Thread.interrupted()).isTrue();
    mutex.unlock();
  }

  @Test
  void tryLockTimed_locked_givesUp() throws Exception {
    mutex.lock();
    assertThat(mutex.tryLock(Duration.ofMillis(2))).isFalse();
    assertThat(mutex.tryLock(Duration.ZERO)).isFalse();
    assertThat(mutex.tryLock(Duration.ofSeconds(-1))).isFalse();
    mutex.unlock();
    mutex.checkQuiet();
    assertThat(mutex.tryLock(Duration.ofMillis(2))).isTrue();
  }

  @Test
  void tryLockTimed_unlockedMeanwhile_takesIt() throws Exception {
    mutex.lock();
    Waits.Run waiter = Waits.start(() -> assertThat(mutex.tryLock(Waits.LONG)).isTrue());
    Waits.parked(waiter.thread());
    mutex.unlock();
    waiter.join();
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  @DisplayName("interrupts and timeouts among lockers lose no lock and leave no bit behind")
  void lock_withInterruptsAndTimeouts_isNeverLost() throws Exception {
    int[] counter = new int[1];
    long seed = ThreadLocalRandom.current().nextLong();
    int[] locked = new int[8];
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < locked.length; i++) {
      int id = i;
      var random = new java.util.Random(seed + i);
      dev.gopark.Task body =
          () -> {
            for (int n = 0; n < 1000; n++) {
              try {
                if (random.nextInt(3) == 0) {
                  if (!mutex.tryLock(Duration.ofNanos(random.nextInt(50_000)))) {
                    continue;
                  }
                } else {
                  mutex.lock();
                }
              } catch (InterruptedException interrupted) {
                continue;
              }
              counter[0]++;
              locked[id]++;
              if (random.nextInt(8) == 0) {
                Thread.yield();
              }
              mutex.unlock();
            }
          };
      runs.add(i % 2 == 0 ? Waits.start(body) : Waits.startVirtual(body));
    }
    var random = new java.util.Random(seed);
    while (runs.stream().anyMatch(run -> !run.isDone())) {
      runs.get(random.nextInt(runs.size())).thread().interrupt();
      TimeUnit.MICROSECONDS.sleep(20);
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(java.util.Arrays.stream(locked).sum()).as("seed %d", seed).isEqualTo(counter[0]);
    mutex.checkQuiet();
  }

  @Test
  void held_closesOnce() throws Exception {
    try (Held held = mutex.held()) {
      assertThat(mutex.isLocked()).isTrue();
      assertThat(held).hasToString("Held[" + mutex + "]");
    }
    assertThat(mutex.isLocked()).isFalse();
    Held held = mutex.held();
    held.close();
    held.close();
    assertThat(mutex.isLocked()).isFalse();
    assertThat(held).hasToString("Held[closed]");
  }

  @Test
  @DisplayName("Z4 a dump says sync.Mutex.Lock and which")
  void waiting_isShown() throws Exception {
    mutex.lock();
    Waits.Run waiter = Waits.start(mutex::lock);
    assertThat(Waits.parked(waiter.thread()))
        .startsWith("sync.Mutex.Lock on Mutex@")
        .endsWith("[locked, 1 waiting]");
    mutex.unlock();
    waiter.join();
  }

  @Test
  @DisplayName("M7 spinning is bounded: who finds it locked parks, and gets it later")
  void lock_lockedForLong_parks() throws Exception {
    mutex.lock();
    Waits.Run platform = Waits.start(() -> mutex.held().close());
    Waits.Run virtual = Waits.startVirtual(() -> mutex.held().close());
    Waits.parked(platform.thread());
    Waits.until(() -> virtual.thread().getState() == Thread.State.WAITING);
    assertThat(mutex.waiting()).isEqualTo(2);
    mutex.unlock();
    platform.join();
    virtual.join();
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M8 it shows whether it is locked and starving, and how many wait")
  void toString_anyState_showsIt() throws Exception {
    assertThat(mutex).asString().endsWith("[free, 0 waiting]");
    List<Waits.Run> runs = starve(new ArrayList<>(), 1);
    assertThat(mutex).asString().endsWith("[locked, starving, 1 waiting]");
    mutex.unlock();
    runs.get(0).join();
    mutex.checkQuiet();
  }
}
