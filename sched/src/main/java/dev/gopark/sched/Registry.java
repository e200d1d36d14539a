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
  /*
   * Starting and ending take one stripe's lock for a few writes. A start may be part of readying, inside the JDK, so it
   * only tries: it takes another stripe when its own is busy, and notes which. An end waits for its stripe: it
   * happens on a machine, and the holder, a thread that starts, ends or copies, is never unmounted while it holds
   * it; only the operating system can make it late. Between lock and unlock nothing is called that
   * needs more stack than the lock did, so a goroutine at the end of its stack leaves none locked.
   */
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
    boolean added = false;
    try {
      addToAny(goroutine);
      added = true;
    } finally {
      if (!added) {
        left(); // no stack left
      }
    }
    return true;
  }

  /** Nobody may park while a goroutine is being readied: if a stripe is busy another will do. */
  private void addToAny(Scheduled goroutine) {
    int stripe = homeOf(goroutine);
    for (int tries = 1; !stripes[stripe].tryAdd(goroutine, stripe); tries++) {
      stripe = (stripe + 1) & (STRIPES - 1);
      if (tries % STRIPES == 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** Lists a goroutine no longer: false if it was not listed. It is alive until {@link #left}. */
  boolean unlist(Scheduled goroutine) {
    return stripes[goroutine.stripe].remove(goroutine);
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

  private static int homeOf(Scheduled goroutine) {
    Thread thread = goroutine.thread();
    return thread == null ? 0 : (int) thread.threadId() & (STRIPES - 1);
  }

  /** For tests: holds all stripes but some, or lets go of them. */
  void hold(boolean hold, int except) {
    for (int i = 0; i < STRIPES; i++) {
      if (i != except) {
        if (!hold) {
          stripes[i].unlock();
        } else if (!stripes[i].tryLock()) {
          throw new IllegalStateException("a stripe is in use");
        }
      }
    }
  }

  private static final class Stripe extends SpinLock {
    private @Nullable Scheduled first;

    boolean tryAdd(Scheduled goroutine, int index) {
      if (!tryLock()) {
        return false;
      }
      goroutine.stripe = index;
      Scheduled first = this.first;
      goroutine.next = first;
      if (first != null) {
        first.previous = goroutine;
      }
      this.first = goroutine;
      goroutine.listed = true;
      unlock();
      return true;
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
