package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gopark.internal.Sema;
import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One unlock, done or release too many that runs beside the right one. */
class RacedMisuseTest {
  /**
   * Runs the same misuse on two threads that both stand before a lock, past every look that they
   * take without it; returns how many threw.
   */
  private static int twiceAtOnce(SpinLock lock, Runnable unlock) throws Exception {
    var thrown = new AtomicInteger();
    Waits.Run[] runs = new Waits.Run[2];
    lock.lock();
    try {
      for (int i = 0; i < runs.length; i++) {
        runs[i] =
            Waits.start(() -> {
              if (catchThrowable(unlock::run) instanceof IllegalStateException) {
                thrown.incrementAndGet();
              }
            });
      }
      for (Waits.Run run : runs) {
        Waits.until(() -> waitsForLock(run.thread()));
      }
    } finally {
      lock.unlock();
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    return thrown.get();
  }

  private static boolean waitsForLock(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(SpinLock.class.getName()));
  }

  @Test
  @DisplayName("R4 two unlocks at once, past the first look: one throws, the lock is as new")
  void rwMutex_unlockedTwiceAtOnce() throws Exception {
    var mutex = new RWMutex();
    mutex.lock();
    assertThat(twiceAtOnce(mutex.sema(), mutex::unlock)).isEqualTo(1);
    assertThat(mutex).asString().contains("[free, ");
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
    assertThat(mutex.tryRLock()).isTrue();
    mutex.rUnlock();
  }

  @Test
  @DisplayName("R4 two unlocks at once, raced: one throws, the lock is as new")
  void rwMutex_unlockedTwiceRaced() throws Exception {
    var mutex = new RWMutex();
    for (int round = 0; round < 3_000; round++) {
      mutex.lock();
      assertThat(raced(2, mutex::unlock)).isEqualTo(1);
      assertThat(mutex.tryLock()).as("round %d: %s", round, mutex).isTrue();
      mutex.unlock();
    }
  }

  private static int raced(int threads, Runnable unlock) throws Exception {
    var thrown = new AtomicInteger();
    var start = new CyclicBarrier(threads);
    Waits.together(
        threads,
        () -> {
          start.await();
          if (catchThrowable(unlock::run) instanceof IllegalStateException) {
            thrown.incrementAndGet();
          }
        });
    return thrown.get();
  }

  /** Waiters that are queued by hand: nobody runs who could unlock in between. */
  private static Waiter starvingWaiter(Mutex mutex) {
    var waiter = new Waiter(WaitReason.SYNC_MUTEX_LOCK, mutex);
    assertThat(mutex.enqueue(mutex.sema(), waiter, false, false, true)).isTrue();
    return waiter;
  }

  @Test
  @DisplayName("M2 two unlocks at once of a starving mutex: one throws, one waiter is handed it")
  void mutex_starving_unlockedTwiceAtOnce() throws Exception {
    var mutex = new Mutex();
    mutex.lock();
    Waiter first = starvingWaiter(mutex);
    Waiter second = starvingWaiter(mutex);
    assertThat(twiceAtOnce(mutex.sema(), mutex::unlock)).isEqualTo(1);
    assertThat(Sema.wasHandedOff(first)).isTrue();
    assertThat(Sema.wasHandedOff(second)).isFalse();
    assertThat(mutex.isLocked()).isTrue();
    mutex.unlock();
    assertThat(Sema.wasHandedOff(second)).isTrue();
    mutex.unlock();
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M2 two unlocks at once hand the mutex off: it is not taken from its new owner")
  void mutex_starving_lastWaiter_unlockedTwiceAtOnce() throws Exception {
    var mutex = new Mutex();
    mutex.lock();
    Waiter only = starvingWaiter(mutex);
    assertThat(twiceAtOnce(mutex.sema(), mutex::unlock)).isEqualTo(1);
    assertThat(Sema.wasHandedOff(only)).isTrue();
    assertThat(mutex.isLocked()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("M2 two unlocks at once when the waiter has given up: one throws")
  void mutex_starving_nobodyLeft_unlockedTwiceAtOnce() throws Exception {
    var mutex = new Mutex();
    mutex.lock();
    Waiter gone = starvingWaiter(mutex);
    Thread.currentThread().interrupt();
    assertThat(gone.await()).isEqualTo(Waiter.Outcome.INTERRUPTED);
    assertThat(twiceAtOnce(mutex.sema(), mutex::unlock)).isEqualTo(1);
    mutex.checkQuiet();
    assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("W2 a done too many takes nobody else's count, raced or not")
  void waitGroup_doneTooMany_isNotSeen() throws Exception {
    var group = new WaitGroup();
    var added = new AtomicLong();
    var taken = new AtomicLong();
    Waits.Run[] runs = new Waits.Run[3];
    for (int i = 0; i < runs.length; i++) {
      boolean adds = i == 0;
      runs[i] =
          Waits.start(() -> {
            for (int n = 0; n < 200_000; n++) {
              if (adds) {
                group.add(1);
                added.incrementAndGet();
              }
              try {
                group.done();
                taken.incrementAndGet();
              } catch (IllegalStateException tooMany) {
                // Somebody else has taken it.
              }
            }
          });
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    // Each time the adder's own done found nothing another one had taken what it added.
    assertThat(taken).hasValue(added.get());
    assertThat(group.await(Duration.ZERO)).isTrue();
  }

  @Test
  @DisplayName("H1 a release too many, raced: as many permits as at first")
  void semaphore_releasedTooOften() throws Exception {
    var semaphore = new Semaphore(3);
    for (int round = 0; round < 500; round++) {
      semaphore.acquire(2);
      assertThat(raced(4, () -> semaphore.release(2))).isEqualTo(3);
      assertThat(semaphore.available()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("D1 an await without the lock throws, and gives back a signal that it was sent")
  void cond_awaitWithoutTheLock() throws Exception {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    assertThatThrownBy(cond::await).isInstanceOf(IllegalStateException.class);
    assertThat(cond).asString().contains("[0 waiting");
    mutex.checkQuiet();
  }
}
