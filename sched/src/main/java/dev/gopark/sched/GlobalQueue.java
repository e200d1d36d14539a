package dev.gopark.sched;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The run queue that all processors share, first in first out: for goroutines readied from outside,
 * and for what does not fit elsewhere. Taken from in fair shares.
 */
final class GlobalQueue {
  private final Queue<Scheduled> queue;

  /**
   * Counted up before a goroutine is queued and down after it was taken: zero means empty or on its
   * way in.
   */
  private final AtomicInteger size = new AtomicInteger();

  GlobalQueue() {
    this(new ConcurrentLinkedQueue<>());
  }

  /** For tests: a queue that has no memory at times. */
  GlobalQueue(Queue<Scheduled> queue) {
    this.queue = queue;
  }

  /**
   * Appends. Both the queue and the counter are written with full fences: a wake-up check may
   * follow at once.
   *
   * @throws OutOfMemoryError with nothing changed: for a goroutine whose readier will try again
   */
  void put(Scheduled goroutine) {
    size.incrementAndGet();
    boolean added = false;
    try {
      queue.add(goroutine);
      added = true;
    } finally {
      if (!added) {
        size.decrementAndGet();
      }
    }
  }

  /**
   * Appends a goroutine that has been taken from another queue and that nobody else knows of, so
   * that it may not be dropped: tries until there is memory.
   */
  void putTaken(Scheduled goroutine) {
    for (; ; ) {
      try {
        put(goroutine);
        return;
      } catch (OutOfMemoryError e) {
        // Each try collects garbage. No park: this may be a goroutine, pinned while it readies
        // another, whose
        // permit is not ours to use.
        Thread.onSpinWait();
      }
    }
  }

  void putAll(@Nullable Scheduled[] goroutines, int n) {
    for (int i = 0; i < n; i++) {
      Scheduled goroutine = goroutines[i];
      assert goroutine != null;
      putTaken(goroutine);
    }
  }

  /** Takes a certain one: whether it was there. Looks at all that are queued. */
  boolean remove(Scheduled goroutine) {
    boolean removed = queue.remove(goroutine);
    if (removed) {
      size.decrementAndGet();
    }
    return removed;
  }

  /** Takes one, or null. */
  @Nullable Scheduled take() {
    if (isEmpty()) {
      return null;
    }
    Scheduled goroutine = queue.poll();
    if (goroutine != null) {
      size.decrementAndGet();
    }
    return goroutine;
  }

  /**
   * Takes a fair share: one to run, and up to half a ring more into {@code ring}, which has room
   * for them and whose owner the caller is.
   */
  @Nullable Scheduled takeShare(RunQueue ring, int procs) {
    int queued = size.get();
    if (queued == 0) {
      return null;
    }
    int share = Math.min(Math.min(queued, queued / procs + 1), ring.capacity() / 2);
    Scheduled first = take();
    for (int i = 1; i < share && first != null; i++) {
      Scheduled next = take();
      if (next == null) {
        break;
      }
      if (!ring.put(next)) {
        putTaken(next);
        break;
      }
    }
    return first;
  }

  boolean isEmpty() {
    return size.get() == 0;
  }

  int size() {
    return size.get();
  }

  /** When quiet. */
  void checkInvariants() {
    if (queue.size() != size.get()) {
      throw new AssertionError("found " + queue.size() + " goroutines in " + this);
    }
  }

  @Override
  public String toString() {
    return "GlobalQueue[" + size() + "]";
  }
}
