package dev.gopark.sync;

import dev.gopark.Task;
import dev.gopark.internal.Sema;
import java.time.Duration;

/** Waits that nobody interrupts, since actors cannot throw checked exceptions. */
final class Op {
  /** A timeout that ends as soon as the thread has begun to wait. */
  private static final Duration SOON = Duration.ofNanos(1);

  private Op() {}

  static void lock(Locker locker) {
    uninterrupted(locker::lock);
  }

  static boolean tryLockSoon(Mutex mutex) {
    var locked = new boolean[1];
    uninterrupted(() -> locked[0] = mutex.tryLock(SOON));
    return locked[0];
  }

  static boolean tryLockSoon(RWMutex mutex) {
    var locked = new boolean[1];
    uninterrupted(() -> locked[0] = mutex.tryLock(SOON));
    return locked[0];
  }

  static void await(WaitGroup group) {
    uninterrupted(group::await);
  }

  static boolean awaitSoon(WaitGroup group) {
    var released = new boolean[1];
    uninterrupted(() -> released[0] = group.await(SOON));
    return released[0];
  }

  static void await(Cond cond) {
    uninterrupted(cond::await);
  }

  static boolean parkSoon(Parked parked) {
    var woken = new boolean[1];
    uninterrupted(() -> woken[0] = parked.park(Sema.deadline(SOON)));
    return woken[0];
  }

  static void run(Once once, Task task) {
    uninterrupted(() -> once.run(task));
  }

  private static void uninterrupted(Task task) {
    try {
      task.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
