package dev.gopark.sync;

import dev.gopark.internal.Callbacks;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, of which each caller takes as many as it needs: {@code semaphore.Weighted}
 * of {@code golang.org/x/sync}.
 *
 * <p><b>Fairness.</b> First come, first served, whatever the weights: while somebody waits for many
 * permits nobody overtakes who wants few, so the large request is not starved. A request for more
 * than there can ever be waits until it is interrupted or late, and holds up nobody.
 *
 * <p>A wait that is interrupted or times out takes no permits. Permits that are there are taken
 * even if the interrupt flag is up.
 *
 * <p><b>Memory consistency effects:</b> actions before a {@code release} happen-before the return
 * of a later {@code acquire} that takes the permits.
 */
public final class Semaphore {
  /*
   * Everything is guarded by the sema's lock: the free permits and the queue. Invariant, whenever it is free:
   * the first live waiter wants more than there is. So a release, and a waiter that gives up, let in from the
   * front as long as the permits suffice.
   *
   * A release wakes those whom it lets in one at a time, and drops the lock for each: a wake that throws, as one of
   * a scheduler that is closing may, keeps nobody behind it out.
   *
   * Tests: SemaphoreTest. References: golang.org/x/sync/semaphore.
   */
  private final long size;
  private final Sema sema = new Sema();
  private long free;

  /** A waiter that knows how much it wants. */
  static class Request extends Parked {
    private final Semaphore semaphore;
    final long permits;

    Request(Semaphore semaphore, long permits) {
      super(
          semaphore.sema,
          WaitReason.SEMACQUIRE,
          semaphore,
          permits == 1 ? "acquiring a permit of" : "acquiring permits of");
      this.semaphore = semaphore;
      this.permits = permits;
    }

    /** It may have been the one that held up those behind it. */
    @Override
    void left() {
      semaphore.admit();
    }
  }

  /**
   * Makes one with all its permits free.
   *
   * @param permits how many there are
   * @throws IllegalArgumentException if that is negative
   */
  public Semaphore(long permits) {
    size = requireNotNegative(permits);
    free = permits;
  }

  /**
   * Takes one permit, waiting for it as long as it takes.
   *
   * @throws InterruptedException if the thread was interrupted while it waited; it has no permit
   *     then
   */
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /**
   * Takes permits, waiting for them as long as it takes.
   *
   * @param permits how many
   * @throws InterruptedException if the thread was interrupted while it waited; it has no permits
   *     then
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public void acquire(long permits) throws InterruptedException {
    if (!tryAcquire(permits)) {
      acquire(permits, Sema.NO_DEADLINE);
    }
  }

  /**
   * Takes one permit if there is one and nobody waits for any.
   *
   * @return whether the caller now has it
   */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes permits if there are enough and nobody waits for any.
   *
   * @param permits how many
   * @return whether the caller now has them
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public boolean tryAcquire(long permits) {
    requireNotNegative(permits);
    sema.lock();
    boolean taken = takeLocked(permits);
    sema.unlock();
    return taken;
  }

  /**
   * Takes permits, waiting for them at most as long as given.
   *
   * @param permits how many
   * @param timeout how long to wait; zero or less does not wait
   * @return whether the caller now has them
   * @throws InterruptedException if the thread was interrupted while it waited; it has no permits
   *     then
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public boolean tryAcquire(long permits, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return tryAcquire(permits)
        || (Deadline.nanos(timeout) > 0 && acquire(permits, Sema.deadline(timeout)));
  }

  /** Gives one permit back. Any thread may do so. */
  public void release() {
    release(1);
  }

  /**
   * Gives permits back. Any thread may do so.
   *
   * @param permits how many
   * @throws IllegalStateException if there would be more than at first; nothing has changed then
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public void release(long permits) {
    requireNotNegative(permits);
    sema.lock();
    boolean valid = permits <= size - free;
    if (valid) {
      free += permits;
    }
    sema.unlock();
    if (!valid) {
      throw new IllegalStateException(
          "released more than held: release(" + permits + ") to " + this);
    }
    admit();
  }

  /**
   * How many permits are free.
   *
   * @return an instantaneous value; somebody who waits may want more
   */
  public long available() {
    sema.lock();
    long free = this.free;
    sema.unlock();
    return free;
  }

  /**
   * How many threads wait for permits, but for those that want more than there can ever be. For
   * monitoring.
   *
   * @return an instantaneous value
   */
  public int waiting() {
    return sema.size();
  }

  @Override
  public String toString() {
    return "Semaphore@%x[%d of %d free, %d waiting]"
        .formatted(System.identityHashCode(this), available(), size, sema.size());
  }

  /** For tests: the queue. */
  Sema sema() {
    return sema;
  }

  private boolean acquire(long permits, long deadline) throws InterruptedException {
    var self = new Request(this, permits);
    boolean possible = permits <= size;
    if (possible) {
      sema.lock();
      boolean taken = takeLocked(permits);
      if (!taken) {
        sema.add(self);
      }
      sema.unlock();
      if (taken) {
        return true;
      }
    }
    return self.park(deadline);
  }

  private boolean takeLocked(long permits) {
    if (permits > free || !sema.isEmpty()) {
      return false;
    }
    free -= permits;
    return true;
  }

  /**
   * Lets in from the front of the queue as long as the permits suffice: all of them, whatever a
   * wake throws.
   */
  private void admit() {
    Throwable failure = null;
    while (true) {
      sema.lock();
      Waiter admitted = admitFirstLocked();
      sema.unlock();
      if (admitted == null) {
        break;
      }
      try {
        admitted.wake();
      } catch (Throwable thrown) {
        failure = failure == null ? thrown : failure;
      }
    }
    if (failure != null) {
      throw Callbacks.rethrow(failure);
    }
  }

  private @Nullable Waiter admitFirstLocked() {
    Waiter first;
    while ((first = sema.first()) != null) {
      long permits = ((Request) first).permits;
      if (permits > free) {
        return null;
      }
      if (sema.claim(first)) {
        free -= permits;
        return first;
      }
    }
    return null;
  }

  private static long requireNotNegative(long permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("negative number of permits: " + permits);
    }
    return permits;
  }
}
