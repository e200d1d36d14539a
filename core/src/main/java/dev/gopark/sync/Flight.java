package dev.gopark.sync;

import dev.gopark.Go;
import dev.gopark.internal.Callbacks;
import dev.gopark.internal.GoexitSignal;
import dev.gopark.internal.Goroutine;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import dev.gopark.sync.SingleFlight.Shared;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of a {@link SingleFlight}: who makes it, who waits for it, and its end. */
final class Flight<V extends @Nullable Object> {
  /*
   * Everybody who comes brings a call of its own. One of them, the maker, makes it; the others wait, as threads
   * or by futures. A maker that is told to stop while it makes the call leaves: the next one takes over, with
   * its own call.
   *
   *              depart                    call returned or threw, and was taken out of the map
   *   (new) ------------------> FLYING -----------------------------------------------------------> LANDED
   *                             |    ^
   *             maker leaves    |    |  the first waiting thread, or else a goroutine for the first future
   *                             +----+
   *                             |
   *                             +--- nobody is there to take over -----> ABANDONED, then taken out of the map
   *
   * Invariants
   *   1. While FLYING there is exactly one maker, or a waiter that was handed the call and has not begun, or a
   *      goroutine that was started to make it. So everybody who waits is told in the end.
   *   2. Who finds it LANDED or ABANDONED in the map came too late, helps to take it out, and tries again: nobody
   *      waits for the thread that is about to take it out.
   *   3. It is taken out before it lands, so a run that starts after another has returned never gets an old
   *      result.
   *
   * Protocol
   *   Waiting                                        Making
   *   F1 sema lock; not FLYING: too late             M1 make the call
   *   F2 join the queue, or the tickets; unlock      M2 told to stop: M6
   *   F3 await; woken with a hand-over: M1           M3 take it out of the map
   *   F4 woken without: the result is there          M4 sema lock; LANDED with the result; claim all; unlock
   *   F5 interrupted or late: sema lock, leave       M5 wake them; complete the futures
   *                                                  M6 sema lock; hand over to the first waiter, or to the
   *                                                     first ticket; nobody: ABANDONED; unlock; wake it,
   *                                                     or start its goroutine, or take it out of the map
   *
   * Futures are completed after waiters were woken: what hangs on them is user code. A thread that ran leaves them
   * to a goroutine.
   *
   * A goexit cannot be told from a failure by the others until it has unwound, so it is kept like one.
   *
   * Rejected: the call on a goroutine of its own, so that nobody's interrupt reaches it: who interrupts the only
   * caller wants the call to stop. To hand waiters the interrupt as a cause, as this did before: they have
   * time, and were not meant.
   *
   * Tests: SingleFlightTest, SingleFlightTakeOverTest.
   */
  private enum Phase {
    FLYING,
    LANDED,
    ABANDONED
  }

  private final SingleFlight<?, V> flights;
  final Object key;
  private final Sema sema = new Sema();

  /** Who makes the call, once it is being made: for the check and for dumps. */
  private volatile @Nullable Thread maker;

  // Guarded by the sema's lock; not written after it has landed.
  private Phase phase = Phase.FLYING;
  private int callers = 1;
  private boolean shared;
  private @Nullable Ticket<V> first;
  private @Nullable Ticket<V> last;
  private @Nullable V value;
  private @Nullable Throwable failure;

  /** A caller that does not wait. */
  static final class Ticket<V extends @Nullable Object> {
    final Callable<V> call;
    final CompletableFuture<Shared<V>> future = new CompletableFuture<>();
    private @Nullable Ticket<V> next;

    Ticket(Callable<V> call) {
      this.call = call;
    }
  }

  /** How a caller's wait ended. */
  enum Wait {
    TOO_LATE,
    LANDED,
    HANDED_OVER,
    TIMED_OUT
  }

  Flight(SingleFlight<?, V> flights, Object key) {
    this.flights = flights;
    this.key = key;
  }

  // Waiting

  /** F1 to F5. */
  Wait await(long deadline) throws InterruptedException {
    if (maker == Thread.currentThread()) {
      throw new IllegalStateException(
          "the call for " + key + " runs itself again and would wait for itself: use another key");
    }
    var self = new Rider(this);
    if (!board(self)) {
      return Wait.TOO_LATE;
    }
    if (!self.park(deadline)) {
      return Wait.TIMED_OUT;
    }
    return Sema.wasHandedOff(self) ? Wait.HANDED_OVER : Wait.LANDED;
  }

  /** A caller that waits. */
  private static final class Rider extends Parked {
    private final Flight<?> flight;

    Rider(Flight<?> flight) {
      super(flight.sema, WaitReason.SYNC_WAITGROUP_WAIT, flight, "waiting for the");
      this.flight = flight;
    }

    @Override
    void leftLocked() {
      flight.callers--;
    }
  }

  private boolean board(Waiter self) {
    sema.lock();
    boolean flying = phase == Phase.FLYING;
    if (flying) {
      sema.add(self);
      callers++;
    }
    sema.unlock();
    return flying;
  }

  /** Announces a caller that does not wait: false if it came too late. */
  boolean join(Ticket<V> ticket) {
    sema.lock();
    boolean flying = phase == Phase.FLYING;
    if (flying) {
      if (last == null) {
        first = ticket;
      } else {
        last.next = ticket;
      }
      last = ticket;
      callers++;
    }
    sema.unlock();
    return flying;
  }

  // Making

  /** Makes the call on the thread of a caller that waits for the result. */
  Shared<V> make(Callable<V> call) {
    Throwable left = fly(call, () -> goOrRun(this::complete));
    if (left != null) {
      handOverAfter(left);
      throw Callbacks.rethrow(left);
    }
    return result(true);
  }

  /** Makes the call on a goroutine, for a caller that does not wait. */
  void depart(Ticket<V> ticket) {
    try {
      Go.go(() -> make(ticket));
    } catch (Throwable thrown) {
      // No goroutine could be started: those who have joined meanwhile must not wait for ever.
      handOverAfter(thrown);
      throw Callbacks.rethrow(thrown);
    }
  }

  private void make(Ticket<V> ticket) {
    Throwable left =
        fly(
            ticket.call,
            () -> {
              complete(ticket);
              complete();
            });
    if (left != null) {
      handOverAfter(left);
      ticket.future.completeExceptionally(left);
    }
  }

  /** M1 to M5: what made the maker leave, or null if the flight has landed. */
  private @Nullable Throwable fly(Callable<V> call, Runnable completion) {
    maker = Thread.currentThread();
    V value = null;
    Throwable failure = null;
    try {
      value = call.call();
    } catch (Throwable thrown) {
      if (Leaving.says(thrown)) {
        return thrown;
      }
      failure = thrown;
    }
    try {
      takeOut();
    } catch (Throwable thrown) {
      // By equals of the key. It stays in the map, and whoever finds it there tries again.
      failure = failure == null ? thrown : failure;
    }
    try {
      land(value, failure);
    } finally {
      // Also if a wake has thrown.
      completion.run();
    }
    return null;
  }

  private void land(@Nullable V value, @Nullable Throwable failure) {
    sema.lock();
    this.value = value;
    this.failure = failure;
    shared = callers > 1;
    phase = Phase.LANDED;
    WaitNode waiters = sema.claimAll();
    sema.unlock();
    WaitQueue.wakeAll(waiters);
  }

  /** What is thrown by a wake or by equals of the key is less than why the maker left. */
  private void handOverAfter(Throwable left) {
    try {
      handOver();
    } catch (Throwable thrown) {
      if (thrown != left) {
        left.addSuppressed(thrown);
      }
    }
  }

  /** M6: until somebody has taken over, or nobody is there. */
  private void handOver() {
    while (true) {
      Ticket<V> ticket = null;
      sema.lock();
      maker = null;
      callers--;
      Waiter waiter = sema.claimFirst(true);
      if (waiter == null) {
        ticket = takeTicketLocked();
        if (ticket == null) {
          phase = Phase.ABANDONED;
        }
      }
      sema.unlock();
      if (waiter != null) {
        waiter.wake();
        return;
      }
      if (ticket == null) {
        takeOut();
        return;
      }
      Ticket<V> next = ticket;
      try {
        Go.go(() -> make(next));
        return;
      } catch (Throwable thrown) {
        next.future.completeExceptionally(thrown);
      }
    }
  }

  /** The first ticket whose caller has not cancelled it. */
  private @Nullable Ticket<V> takeTicketLocked() {
    Ticket<V> ticket = first;
    while (ticket != null && ticket.future.isDone()) {
      callers--;
      ticket = ticket.next;
    }
    first = ticket == null ? null : ticket.next;
    if (first == null) {
      last = null;
    }
    return ticket;
  }

  void takeOut() {
    flights.takeOut(this);
  }

  // The result, once it has landed

  /** Completes the futures on a goroutine; here if there can be none. */
  private void goOrRun(Runnable completion) {
    if (first == null) {
      return;
    }
    try {
      Go.go(completion::run);
    } catch (Throwable refused) {
      completion.run();
    }
  }

  private void complete() {
    for (Ticket<V> ticket = first; ticket != null; ticket = ticket.next) {
      complete(ticket);
    }
  }

  @SuppressWarnings("NullAway") // null is a value like any other if V allows it
  private void complete(Ticket<V> ticket) {
    if (failure == null) {
      ticket.future.complete(new Shared<>(value, shared));
    } else if (failure instanceof GoexitSignal) {
      ticket.future.completeExceptionally(endedInGoexit());
    } else {
      ticket.future.completeExceptionally(failure);
    }
  }

  @SuppressWarnings("NullAway") // null is a value like any other if V allows it
  Shared<V> result(boolean made) {
    Throwable failure = this.failure;
    if (failure == null) {
      return new Shared<>(value, shared);
    }
    if (!made && failure instanceof GoexitSignal) {
      if (Goroutine.isCurrent()) {
        throw new GoexitSignal();
      }
      throw endedInGoexit();
    }
    throw Callbacks.rethrow(failure);
  }

  private IllegalStateException endedInGoexit() {
    return new IllegalStateException("the " + this + " ended in goexit");
  }

  @Override
  public String toString() {
    return "call for " + key + " on " + maker;
  }
}
