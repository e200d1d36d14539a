package dev.gopark.remote;

import dev.gopark.Go;
import dev.gopark.atomic.AtomicInt64;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.remote.spi.Held;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.ReceiveLink;
import dev.gopark.remote.spi.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The goroutine of a receiver that settles deliveries, together with what waits, and renews leases.
 */
final class Settler {
  /*
   * Invariants
   *   1. Each request's future is completed once: by an answer of the server; with false when a lease's time
   *      has passed without one, since the lease may be another's by then; with false at the end.
   *   2. A delivery leaves InHand when its settlement has been answered and not before, so its lease is
   *      renewed while a settlement is on its way, and a reconnecting reader does not ask for it again.
   *   3. Leases are renewed thrice in a lease, so two renewals may fail.
   *
   * After the queue is closed nobody can put anything in (submit says false then), and run() answers what is
   * left, also when this goroutine dies.
   */
  private static final int MAX_TOGETHER = 256;
  private static final int RENEWALS_A_LEASE = 3;

  private sealed interface Item {
    /** Holds the delivery, too: it counts as being in hand until this is answered. */
    record Settle(
        Settlement settlement, CompletableFuture<Boolean> outcome, Object delivery, long since)
        implements Item {}

    record Wake() implements Item {}
  }

  private static final Item WAKE = new Item.Wake();

  private final String name;
  private final ReceiveLink link;
  private final Duration lease;
  private final InHand inHand;
  private final Consumer<Throwable> onFailure;
  private final Channel<Item> queue = Channel.make(MAX_TOGETHER);
  private final Channel<Void> quit = Channel.make();
  private final Channel<Boolean> answered = Channel.make(1);
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicInt64 acked = new AtomicInt64();
  private final AtomicInt64 lost = new AtomicInt64();
  private final AtomicInt64 failures = new AtomicInt64();
  private final Backoff backoff = new Backoff();
  private boolean renewalDue;
  private @Nullable Item first;

  private volatile @Nullable Thread thread;

  Settler(
      String name, ReceiveLink link, Duration lease, InHand inHand, Consumer<Throwable> onFailure) {
    this.name = name;
    this.link = link;
    this.lease = lease;
    this.inHand = inHand;
    this.onFailure = onFailure;
  }

  long acked() {
    return acked.load();
  }

  long lost() {
    return lost.load();
  }

  long failures() {
    return failures.load();
  }

  void start() {
    if (!started.get() && started.compareAndSet(false, true)) {
      thread = Go.go("remote-settler-" + name, this::run);
    }
  }

  /** Waits for a place in the queue, and for nothing else; not interrupted. */
  void submit(Settlement settlement, CompletableFuture<Boolean> outcome, Object delivery) {
    if (!put(new Item.Settle(settlement, outcome, delivery, System.nanoTime()))) {
      outcome.complete(false);
    }
  }

  /** Has a fetch that waits return. */
  void wake() {
    start();
    try {
      boolean unused = queue.trySend(WAKE);
    } catch (ChannelClosedException e) {
      // Nothing waits any more.
    }
  }

  private boolean put(Item item) {
    start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          queue.send(item);
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ChannelClosedException e) {
          return false;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits until something was settled, or for some time. */
  void awaitAnswer(Duration atMost) throws InterruptedException {
    Received<Boolean> unused = answered.tryReceive(atMost);
  }

  /** Settles what is in the queue, tells the server that this consumer is gone, and ends. */
  void close(Duration wait) {
    start();
    boolean unused = queue.tryClose();
    Thread settler = thread;
    try {
      if (settler == null || settler.join(wait)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      unused = quit.tryClose(); // no more retries
    }
  }

  // The goroutine

  private void run() throws InterruptedException {
    try (var ticks = Channel.tick(lease.dividedBy(RENEWALS_A_LEASE))) {
      var next =
          Select.<Boolean>of(
              queue.onReceive(item -> {
                first = item;
                return item != null;
              }),
              ticks.onReceive(now -> {
                renewalDue = true;
                return true;
              }));
      while (soon() || next.run()) {
        if (ticks.tryReceive() instanceof Received.Value<Instant>) {
          renewalDue = true; // also when there is always something to settle
        }
        if (renewalDue) {
          renew();
        }
        Item item = first;
        first = null;
        if (item != null) {
          settle(together(item));
        }
      }
      leave();
    } catch (Throwable t) {
      onFailure.accept(t);
      throw t;
    } finally {
      boolean unused = queue.tryClose();
      if (first instanceof Item.Settle left) {
        left.outcome().complete(false);
      }
      while (queue.tryReceive() instanceof Received.Value<Item> left) {
        if (left.value() instanceof Item.Settle settle) {
          settle.outcome().complete(false);
        }
      }
      link.close();
    }
  }

  /**
   * Whoever was answered just now is likely to settle again at once: before this goroutine parks.
   */
  private boolean soon() {
    Thread.yield();
    if (queue.tryReceive() instanceof Received.Value<Item> found) {
      first = found.value();
      return true;
    }
    return false;
  }

  private List<Item.Settle> together(Item item) {
    var batch = new ArrayList<Item.Settle>();
    Item next = item;
    while (true) {
      if (next instanceof Item.Settle settle) {
        batch.add(settle);
      } else {
        wakeFetch();
      }
      if (batch.size() == MAX_TOGETHER
          || !(queue.tryReceive() instanceof Received.Value<Item> found)) {
        return batch;
      }
      next = found.value();
    }
  }

  private void wakeFetch() {
    try {
      link.wake();
    } catch (LinkException e) {
      failures.add(1); // the fetch ends by itself, a little later
    }
  }

  private void settle(List<Item.Settle> batch) throws InterruptedException {
    try {
      boolean again = false;
      while (!batch.isEmpty()) {
        try {
          List<Boolean> outcomes =
              link.settle(batch.stream().map(Item.Settle::settlement).toList(), again);
          backoff.reset();
          for (int i = 0; i < batch.size(); i++) {
            answer(batch.get(i), outcomes.get(i));
          }
          return;
        } catch (LinkException e) {
          failures.add(1);
          again = true;
          batch.removeIf(this::isTooLate);
          if (!batch.isEmpty()) {
            backoff.await(quit);
          }
        }
      }
    } catch (RemoteException e) {
      onFailure.accept(e);
    } finally {
      batch.forEach(settle -> answer(settle, false)); // those that have an answer keep it
    }
  }

  private boolean isTooLate(Item.Settle settle) {
    if (!quit.isDrained() && System.nanoTime() - settle.since() < lease.toNanos()) {
      return false;
    }
    answer(settle, false);
    return true;
  }

  private void answer(Item.Settle settle, boolean outcome) {
    if (settle.outcome().isDone()) {
      return;
    }
    Held held = settle.settlement().held();
    if (outcome) {
      if (settle.settlement() instanceof Settlement.Ack) {
        acked.add(1);
      }
    } else {
      lost.add(1);
    }
    inHand.remove(held);
    settle.outcome().complete(outcome);
    boolean unused = answered.trySend(true);
  }

  private void renew() throws InterruptedException {
    renewalDue = false;
    List<Held> live = inHand.live();
    try {
      for (int from = 0; from < live.size(); from += MAX_TOGETHER) {
        List<Held> some = live.subList(from, Math.min(from + MAX_TOGETHER, live.size()));
        List<Boolean> ours = link.renew(some);
        for (int i = 0; i < some.size(); i++) {
          if (!ours.get(i) && inHand.lost(some.get(i))) {
            lost.add(1);
          }
        }
      }
    } catch (LinkException e) {
      failures.add(1);
      renewalDue = true; // with the next settlement, or tick
    } catch (RemoteException e) {
      onFailure.accept(e);
    }
  }

  private void leave() {
    try {
      link.leave();
    } catch (LinkException | RemoteException e) {
      failures.add(1); // others see in time that this consumer is gone
    }
  }
}
