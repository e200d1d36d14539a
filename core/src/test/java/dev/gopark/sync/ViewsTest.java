package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The faces of java.util.concurrent.locks. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // that is what is tested
class ViewsTest {
  static Stream<Lock> exclusive() {
    return Stream.of(new Mutex().asLock(), new RWMutex().asReadWriteLock().writeLock());
  }

  static Stream<Lock> all() {
    return Stream.concat(exclusive(), Stream.of(new RWMutex().asReadWriteLock().readLock()));
  }

  @ParameterizedTest
  @MethodSource("exclusive")
  void lock_excludes(Lock lock) throws Exception {
    var inside = new AtomicInteger();
    Waits.together(
        8,
        () -> {
          for (int i = 0; i < 200; i++) {
            lock.lock();
            try {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              inside.decrementAndGet();
            } finally {
              lock.unlock();
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("exclusive")
  void tryLock_held_says(Lock lock) throws Exception {
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    assertThat(lock.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
    lock.unlock();
    assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isTrue();
    lock.unlock();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void interrupted_asTheContractHasIt(Lock lock) {
    Thread.currentThread().interrupt();
    lock.lock();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    lock.unlock();
    assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(lock).asString().contains("free");
  }

  @ParameterizedTest
  @MethodSource("exclusive")
  void condition_bounded_buffer(Lock lock) throws Exception {
    Condition notEmpty = lock.newCondition();
    Condition notFull = lock.newCondition();
    Queue<Integer> queue = new ArrayDeque<>();
    Waits.Run puts =
        Waits.startVirtual(() -> {
          for (int i = 0; i < 500; i++) {
            lock.lockInterruptibly();
            try {
              while (queue.size() == 2) {
                notFull.await();
              }
              queue.add(i);
              notEmpty.signal();
            } finally {
              lock.unlock();
            }
          }
        });
    for (int i = 0; i < 500; i++) {
      lock.lock();
      try {
        while (queue.isEmpty()) {
          notEmpty.awaitUninterruptibly();
        }
        assertThat(queue.remove()).isEqualTo(i);
        notFull.signalAll();
      } finally {
        lock.unlock();
      }
    }
    puts.join();
  }

  @ParameterizedTest
  @MethodSource("exclusive")
  void condition_late_says(Lock lock) throws Exception {
    Condition condition = lock.newCondition();
    lock.lock();
    assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(condition.awaitNanos(1_000_000)).isNotPositive();
    assertThat(condition.awaitUntil(new Date(0))).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
    lock.unlock();
    assertThatThrownBy(condition::await).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void condition_signalled_saysHowMuchIsLeft() throws Exception {
    Lock lock = new Mutex().asLock();
    Condition condition = lock.newCondition();
    var waits = new AtomicBoolean();
    Waits.Run run =
        Waits.start(() -> {
          lock.lock();
          waits.set(true);
          assertThat(condition.awaitNanos(TimeUnit.HOURS.toNanos(1)))
              .isBetween(1L, TimeUnit.HOURS.toNanos(1));
          assertThat(condition.await(1, TimeUnit.HOURS)).isTrue();
          lock.unlock();
        });
    Waits.until(waits::get);
    while (!run.isDone()) {
      condition.signal();
      Thread.yield();
    }
    run.join();
  }

  @Test
  @DisplayName("readers share, writers do not, and the view is the lock")
  void readWriteLock_sharesItsLock() {
    var mutex = new RWMutex();
    ReadWriteLock lock = mutex.asReadWriteLock();
    lock.readLock().lock();
    assertThat(mutex.tryRLock()).isTrue();
    assertThat(lock.writeLock().tryLock()).isFalse();
    lock.readLock().unlock();
    mutex.rUnlock();
    lock.writeLock().lock();
    assertThat(lock.readLock().tryLock()).isFalse();
    mutex.unlock();
    assertThatThrownBy(() -> lock.readLock().newCondition())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(lock).hasToString("ReadWriteLock view of " + mutex);
  }
}
