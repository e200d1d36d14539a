package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/**
 * A wake that throws, as one of a scheduler that is closing may: what the waker does happens all
 * the same, and nobody behind it stays.
 */
class ThrowingWakeTest {
  private static final class Refused extends Waiter {
    Refused() {
      super(WaitReason.SEMACQUIRE, null);
    }

    @Override
    public void wake() {
      super.wake();
      throw new RejectedExecutionException("on purpose");
    }
  }

  private static void queue(Sema sema, Waiter waiter) {
    sema.lock();
    sema.add(waiter);
    sema.unlock();
  }

  @Test
  void semaphore_release() throws Exception {
    var semaphore = new Semaphore(4);
    semaphore.acquire(4);
    Waits.Run before = Waits.start(semaphore::acquire);
    Waits.parked(before.thread());
    queue(
        semaphore.sema(),
        new Semaphore.Request(semaphore, 1) {
          @Override
          public void wake() {
            super.wake();
            throw new RejectedExecutionException("on purpose");
          }
        });
    Waits.Run behind = Waits.startVirtual(() -> semaphore.acquire(2));
    Waits.until(() -> semaphore.waiting() == 3);
    assertThatThrownBy(() -> semaphore.release(4)).isInstanceOf(RejectedExecutionException.class);
    before.join();
    behind.join();
    assertThat(semaphore.available()).isZero();
  }

  @Test
  void rwMutex_unlock() throws Exception {
    var mutex = new RWMutex();
    mutex.lock();
    queue(mutex.sema(), new Refused());
    Waits.Run reader = Waits.start(mutex::rLock);
    Waits.Run writer = Waits.start(mutex::lock);
    Waits.parked(reader.thread());
    Waits.parked(writer.thread());
    assertThatThrownBy(mutex::unlock).isInstanceOf(RejectedExecutionException.class);
    reader.join();
    assertThat(mutex.readers()).isEqualTo(2);
    mutex.rUnlock();
    mutex.rUnlock();
    writer.join();
    mutex.unlock();
    assertThat(mutex).asString().contains("[free, 0 readers and 0 writers waiting]");
  }

  @Test
  void cond_broadcast() throws Exception {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    queue(cond.sema(), new Refused());
    Waits.Run behind =
        Waits.start(() -> {
          mutex.lock();
          cond.await();
          mutex.unlock();
        });
    Waits.until(() -> cond.waiting() == 2);
    assertThatThrownBy(cond::broadcast).isInstanceOf(RejectedExecutionException.class);
    behind.join();
    mutex.checkQuiet();
  }

  @Test
  void mutex_handOff() {
    var mutex = new Mutex();
    assertThat(mutex.tryLock()).isTrue();
    var refused = new Refused();
    mutex.enqueue(mutex.sema(), refused, false, false, true);
    assertThatThrownBy(mutex::unlock).isInstanceOf(RejectedExecutionException.class);
    assertThat(Sema.wasHandedOff(refused)).isTrue();
    mutex.unlock();
    mutex.checkQuiet();
  }
}
