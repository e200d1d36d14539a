package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Locks for clean-up, and what can be asked of a lock meanwhile. */
class UninterruptibleTest {
  static Stream<Arguments> locks() {
    var mutex = new Mutex();
    var write = new RWMutex();
    var behindReader = new RWMutex();
    var read = new RWMutex();
    Locker plain = plain(new Mutex());
    return Stream.of(
        Arguments.of("Mutex", mutex, mutex, "sync.Mutex.Lock on Mutex"),
        Arguments.of("RWMutex behind a writer", write, write, "sync.Mutex.Lock on RWMutex"),
        Arguments.of(
            "RWMutex behind a reader",
            behindReader.rLocker(),
            behindReader,
            "sync.RWMutex.Lock on RWMutex"),
        Arguments.of("reader", read, read.rLocker(), "sync.RWMutex.RLock on RWMutex"),
        Arguments.of("a Locker of the user's", plain, plain, "sync.Mutex.Lock on Mutex"));
  }

  private static Locker plain(Mutex mutex) {
    return new Locker() {
      @Override
      public void lock() throws InterruptedException {
        mutex.lock();
      }

      @Override
      public void unlock() {
        mutex.unlock();
      }
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("locks")
  void lock_interrupted_waitsOn(String name, Locker held, Locker wanted, String reason)
      throws Exception {
    held.lock();
    Waits.Run run = startLocking(wanted, wanted::lockUninterruptibly);
    assertThat(Waits.parked(run.thread())).as(name).startsWith(reason);
    for (int i = 0; i < 3; i++) {
      run.thread().interrupt();
      Waits.parked(run.thread());
      assertThat(run.isDone()).isFalse();
    }
    held.unlock();
    run.join();
    assertThat(held).asString().doesNotContain("locked");
  }

  private static Waits.Run startLocking(Locker locker, Task lock) {
    return Waits.start(() -> {
      lock.run();
      // The flag is up again, the last interrupt at the latest.
      Waits.until(() -> Thread.currentThread().isInterrupted());
      locker.unlock();
    });
  }

  @Test
  @DisplayName("D1 a condition waits for its signal, whatever comes")
  void cond_interrupted_waitsForTheSignal() throws Exception {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    Waits.Run run =
        Waits.start(() -> {
          mutex.lock();
          cond.awaitUninterruptibly();
          assertThat(Thread.interrupted()).isTrue();
          mutex.unlock();
        });
    assertThat(Waits.parked(run.thread())).startsWith("sync.Cond.Wait on Cond");
    run.thread().interrupt();
    Waits.parked(run.thread());
    assertThat(cond.waiting()).isEqualTo(1);
    assertThat(run.isDone()).isFalse();
    cond.signal();
    run.join();
    mutex.checkQuiet();
  }

  @Test
  @DisplayName("Z4 who holds and who waits can be asked")
  void monitoring() throws Exception {
    var mutex = new RWMutex();
    mutex.rLock();
    mutex.rLock();
    assertThat(mutex.readers()).isEqualTo(2);
    assertThat(mutex.isLocked()).isFalse();
    Waits.Run first = start(mutex);
    assertThat(Waits.parked(first.thread())).startsWith("sync.RWMutex.Lock on RWMutex");
    Waits.Run second = start(mutex);
    assertThat(Waits.parked(second.thread())).startsWith("sync.Mutex.Lock on RWMutex");
    assertThat(mutex.waitingWriters()).isEqualTo(2);
    Waits.Run reader = start(mutex.rLocker());
    assertThat(Waits.parked(reader.thread())).startsWith("sync.RWMutex.RLock on RWMutex");
    assertThat(mutex.waitingReaders()).isEqualTo(1);
    mutex.rUnlock();
    mutex.rUnlock();
    for (Waits.Run run : new Waits.Run[] {first, second, reader}) {
      run.join();
    }
    assertThat(mutex.waitingWriters() + mutex.waitingReaders() + mutex.readers()).isZero();
    mutex.lock();
    assertThat(mutex.isLocked()).isTrue();
    mutex.unlock();

    var cond = new Cond(mutex.rLocker());
    assertThat(cond.locker()).hasToString(mutex.rLocker().toString());
    assertThat(cond).asString().contains("on ReadLocker[mutex=RWMutex@");
    var semaphore = new Semaphore(1);
    assertThat(semaphore.tryAcquire()).isTrue();
    assertThat(semaphore.tryAcquire()).isFalse();
    Waits.Run acquires = Waits.start(semaphore::acquire);
    Waits.parked(acquires.thread());
    assertThat(semaphore.waiting()).isEqualTo(1);
    semaphore.release();
    acquires.join();
    assertThat(semaphore.waiting()).isZero();
  }

  private static Waits.Run start(Locker locker) {
    return Waits.start(() -> {
      locker.lock();
      locker.unlock();
    });
  }
}
