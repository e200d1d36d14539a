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

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final AtomicLong live = new AtomicLong();

  Registry() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  void add(Scheduled goroutine) {
    live.incrementAndGet();
    stripeOf(goroutine).add(goroutine);
  }

  /** Takes a goroutine out, once: how many are left. */
  long remove(Scheduled goroutine) {
    stripeOf(goroutine).remove(goroutine);
    return live.decrementAndGet();
  }

  long live() {
    return live.get();
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
      unlock();
    }

    void remove(Scheduled goroutine) {
      lock();
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
