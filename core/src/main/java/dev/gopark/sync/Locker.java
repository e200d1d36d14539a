package dev.gopark.sync;

/**
 * Something that can be locked and unlocked: what {@link Cond} needs, Go's {@code sync.Locker}.
 *
 * <p><b>Memory consistency effects:</b> actions before an {@code unlock} happen-before the actions
 * that follow a later {@code lock} it lets in.
 */
public interface Locker {
  /**
   * Takes the lock, waiting as long as it takes. If it throws, the caller does not hold the lock.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void lock() throws InterruptedException;

  /**
   * Takes the lock, waiting as long as it takes, also if the thread is interrupted: then the
   * interrupt flag is up when this returns. For clean-up that must not be left out; {@link #lock()}
   * is the better one wherever the work can be given up.
   */
  default void lockUninterruptibly() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          lock();
          return;
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Gives the lock back. Any thread may do so.
   *
   * @throws IllegalStateException if it is not locked; nothing has changed then
   */
  void unlock();

  /**
   * Takes the lock for a {@code try} block, whose end gives it back.
   *
   * {@snippet lang = java :
   * try (var held = mutex.held()) {
   *   counter++;
   * }
   * }
   *
   * @return what unlocks when it is closed, once
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  default Held held() throws InterruptedException {
    lock();
    return new Held(this);
  }
}
