package dev.gopark.remote;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.remote.spi.Held;
import dev.gopark.remote.spi.Incoming;
import dev.gopark.remote.spi.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A delivery of every engine: the first of its settlements counts. */
final class Lease<T> implements Delivery<T> {
  /*
   * settled is null, and then the first settlement for ever (a CAS), with the future of its outcome. Losing
   * the lease is a settlement too: one that nobody asked for, whose outcome is false.
   */
  private enum Kind {
    ACK,
    NACK,
    REJECT,
    GIVE_BACK,
    LOST
  }

  private record Settled(Kind kind, CompletableFuture<Boolean> outcome) {}

  private final T value;
  private final Incoming incoming;
  private final Held held;
  private final Settler settler;
  private final Duration retryDelay;
  private final AtomicReference<@Nullable Settled> settled = new AtomicReference<>();

  /**
   * Closed once this is settled; written by whoever asked for it, read after settled was written.
   */
  private volatile @Nullable Channel<Void> end;

  Lease(T value, Incoming incoming, Held held, Settler settler, Duration retryDelay) {
    this.value = value;
    this.incoming = incoming;
    this.held = held;
    this.settler = settler;
    this.retryDelay = retryDelay;
  }

  @Override
  public T value() {
    return value;
  }

  @Override
  public String id() {
    return incoming.id();
  }

  @Override
  public int attempt() {
    return incoming.attempt();
  }

  @Override
  public Instant sent() {
    return incoming.sent();
  }

  @Override
  public Map<String, String> headers() {
    return incoming.headers();
  }

  @Override
  public boolean ack() {
    return settle(Kind.ACK, new Settlement.Ack(held)).join();
  }

  @Override
  public CompletableFuture<Boolean> ackAsync() {
    return settle(Kind.ACK, new Settlement.Ack(held)).copy();
  }

  @Override
  public boolean nack(Duration delay) {
    if (Objects.requireNonNull(delay, "delay").isNegative()) {
      throw new IllegalArgumentException("a nack's delay must not be negative: " + delay);
    }
    return settle(Kind.NACK, new Settlement.Nack(held, delay)).join();
  }

  @Override
  public boolean reject(String reason) {
    Objects.requireNonNull(reason, "reason");
    return settle(Kind.REJECT, new Settlement.Reject(held, reason)).join();
  }

  @Override
  public void close() {
    if (settled.get() == null) {
      boolean unused = nack(retryDelay);
    }
  }

  @Override
  public String toString() {
    Settled how = settled.get();
    return "Delivery("
        + held.id()
        + ", attempt "
        + held.attempt()
        + ", "
        + (how == null ? "open" : how.kind())
        + ")";
  }

  /** Nobody has taken it from the local channel. */
  CompletableFuture<Boolean> giveBack() {
    return settle(Kind.GIVE_BACK, new Settlement.GiveBack(held));
  }

  /** The lease is another's, or nobody's. */
  void lose() {
    var lost = new Settled(Kind.LOST, CompletableFuture.completedFuture(false));
    if (settled.compareAndSet(null, lost)) {
      finish();
    }
  }

  /** A channel that is closed once this is settled, which does not wait for the server's answer. */
  ReceiveChannel<Void> end() {
    Channel<Void> made = Channel.make();
    end = made;
    if (isSettled()) {
      finish(); // whoever settled it may have looked before we wrote
    }
    return made;
  }

  private void finish() {
    Channel<Void> asked = end;
    if (asked != null) {
      boolean unused = asked.tryClose();
    }
  }

  boolean isSettled() {
    return settled.get() != null;
  }

  private CompletableFuture<Boolean> settle(Kind kind, Settlement settlement) {
    var outcome = new CompletableFuture<Boolean>();
    var mine = new Settled(kind, outcome);
    Settled first = settled.compareAndExchange(null, mine);
    if (first == null) {
      finish();
      settler.submit(settlement, outcome, this);
      return outcome;
    }
    return first.kind() == kind ? first.outcome() : CompletableFuture.completedFuture(false);
  }
}
