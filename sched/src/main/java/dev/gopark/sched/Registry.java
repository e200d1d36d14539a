package dev.gopark.sched;

import dev.gopark.internal.SpinLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All live goroutines of a scheduler: striped lists through the goroutines themselves, and their
 * number.
 */
final class Registry {
  private static final int STRIPES = 16;

  /** The number once no goroutine is taken any more. */
  private static final long CLOSED = Long.MIN_VALUE;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final AtomicLong live = new AtomicLong();

  Registry() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** Takes a goroutine in; false if this registry has been closed. */
  boolean add(Scheduled goroutine) {
    long before;
    do {
      before = live.get();
      if (before == CLOSED) {
        return false;
      }
    } while (!live.compareAndSet(before, before + 1));
    stripeOf(goroutine).add(goroutine);
    return true;
  }

  /** Lists a goroutine no longer: false if it was not listed. It is alive until {@link #left}. */
  boolean unlist(Scheduled goroutine) {
    return stripeOf(goroutine).remove(goroutine);
  }

  /** One that is not listed any more is alive no more: who waits for the last one may go on. */
  void left() {
    live.decrementAndGet();
  }

  /** Closes this registry if no goroutine is alive: whether it is closed. */
  boolean closeIfEmpty() {
    return live.compareAndSet(0, CLOSED) || live.get() == CLOSED;
  }

  long live() {
    return Math.max(live.get(), 0);
  }

  /** Those that are live now, in no order. */
  List<Scheduled> snapshot() {
    var found = new ArrayList<Scheduled>();
    for (Stripe stripe : stripes) {
      stripe.copyTo(found);
    }
    return found;
  }

  /** When quiet. */
  void checkInvariants() {
    int listed = snapshot().size();
    if (listed != live()) {
      throw new AssertionError(live() + " goroutines are alive, " + listed + " are listed");
    }
  }

  private Stripe stripeOf(Scheduled goroutine) {
    Thread thread = goroutine.thread();
    return stripes[thread == null ? 0 : (int) thread.threadId() & (STRIPES - 1)];
  }

  private static final class Stripe extends SpinLock {
    private @Nullable Scheduled first;

    void add(Scheduled goroutine) {
      lock();
      Scheduled first = this.first;
      goroutine.next = first;
      if (first != null) {
        first.previous = goroutine;
      }
      this.first = goroutine;
      goroutine.listed = true;
      unlock();
    }

    boolean remove(Scheduled goroutine) {
      lock();
      if (!goroutine.listed) {
        unlock();
        return false;
      }
      goroutine.listed = false;
      Scheduled next = goroutine.next;
      Scheduled previous = goroutine.previous;
      if (previous == null) {
        first = next;
      } else {
        previous.next = next;
      }
      if (next != null) {
        next.previous = previous;
      }
      goroutine.next = null;
      goroutine.previous = null;
      unlock();
      return true;
    }

    void copyTo(List<Scheduled> found) {
      lock();
      try {
        for (Scheduled g = first; g != null; g = g.next) {
          found.add(g);
        }
      } finally {
        unlock();
      }
    }
  }
}
