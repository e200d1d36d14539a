package dev.gopark.sync;

import dev.gopark.internal.Sema;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that want the same thing at the same time share one call: {@code singleflight.Group}
 * of {@code golang.org/x/sync}.
 *
 * {@snippet lang = java :
 * var flights = new SingleFlight<String, Page>();
 * Page page = flights.run(url, () -> fetch(url));
 * }
 *
 * <p>The first caller for a key makes the call, on its own thread; those that come before it has
 * ended wait for it and get its result. Nothing is kept afterwards: the next caller makes a new
 * call.
 *
 * <p><b>What is thrown.</b> What the call throws is thrown to all of them: unchecked exceptions and
 * errors as they are, the same object; a checked exception as the cause of a {@link
 * CompletionException}. A goexit ends every goroutine that shared the call; a thread that is no
 * goroutine gets an exception instead.
 *
 * <p><b>Whose interrupt.</b> A caller that is interrupted leaves, and the others are not told. If
 * it is the one that makes the call, and the call ends because of that, or with a {@link
 * dev.gopark.Cancellation}, or throws any exception with the interrupt flag up, then this caller
 * gets what was thrown and the next one takes over: it makes the call that it brought, on its own
 * thread, and for a future on a goroutine.
 *
 * <p><b>Memory consistency effects:</b> the end of the call happens-before the return of every
 * {@code run} that shares it.
 *
 * @param <K> what tells calls apart, by {@code equals}
 * @param <V> their result; may be null
 */
public final class SingleFlight<K, V extends @Nullable Object> {
  /*
   * A concurrent map of the calls in the air. Whoever puts a flight in makes its call; Flight has the protocol.
   *
   * Rejected: a channel as the result, as Go's DoChan has (channels are a module above this one, and a
   * future becomes a channel in one line); a goroutine that calls run (a forget that follows the start
   * could come before it).
   *
   * Tests: SingleFlightTest, SingleFlightTakeOverTest. References: golang.org/x/sync/singleflight.
   */
  private final ConcurrentHashMap<K, Flight<V>> calls = new ConcurrentHashMap<>();

  /**
   * What a call gave.
   *
   * @param value its result
   * @param shared whether it was given to more than one caller
   * @param <V> the type of the result
   */
  public record Shared<V extends @Nullable Object>(V value, boolean shared) {}

  /** Makes one with nothing in the air. */
  public SingleFlight() {}

  /**
   * Makes the call, or waits for the one that is being made for this key.
   *
   * @param key the key
   * @param call makes the result
   * @return the result of the call that was made
   * @throws InterruptedException if the thread was interrupted while it waited, or while it made
   *     the call; the call goes on, or is made by another caller
   * @throws IllegalStateException if the call that is being made for this key runs this
   */
  public V run(K key, Callable<V> call) throws InterruptedException {
    return runShared(key, call).value();
  }

  /**
   * As {@link #run(Object, Callable)}, waiting for others' calls at most as long as given.
   *
   * @param key the key
   * @param call makes the result
   * @param timeout how long to wait for others' calls; its own is not limited
   * @return the result of the call that was made
   * @throws InterruptedException if the thread was interrupted while it waited, or while it made
   *     the call; the call goes on, or is made by another caller
   * @throws TimeoutException if the time passed first; the call goes on
   */
  public V run(K key, Callable<V> call, Duration timeout)
      throws InterruptedException, TimeoutException {
    return runShared(key, call, timeout).value();
  }

  /**
   * As {@link #run(Object, Callable)}, and tells whether the result was shared.
   *
   * @param key the key
   * @param call makes the result
   * @return the result, and whether more than one caller got it
   * @throws InterruptedException if the thread was interrupted while it waited, or while it made
   *     the call; the call goes on, or is made by another caller
   */
  public Shared<V> runShared(K key, Callable<V> call) throws InterruptedException {
    return Objects.requireNonNull(fly(key, call, Sema.NO_DEADLINE));
  }

  /**
   * As {@link #run(Object, Callable, Duration)}, and tells whether the result was shared.
   *
   * @param key the key
   * @param call makes the result
   * @param timeout how long to wait for others' calls; its own is not limited
   * @return the result, and whether more than one caller got it
   * @throws InterruptedException if the thread was interrupted while it waited, or while it made
   *     the call; the call goes on, or is made by another caller
   * @throws TimeoutException if the time passed first; the call goes on
   */
  public Shared<V> runShared(K key, Callable<V> call, Duration timeout)
      throws InterruptedException, TimeoutException {
    Shared<V> shared = fly(key, call, Sema.deadline(Objects.requireNonNull(timeout, "timeout")));
    if (shared == null) {
      throw new TimeoutException("the call for " + key + " did not end within " + timeout);
    }
    return shared;
  }

  /**
   * Makes the call on a new goroutine, or joins the one that is being made for this key, and does
   * not wait: {@code DoChan}. When this returns the call is in the air: whoever comes now joins it,
   * and {@link #forget} forgets it.
   *
   * <p>The future fails with what the call throws, as it is, and with an {@code
   * IllegalStateException} if that was a goexit. To cancel it ends nothing but the future. What
   * depends on it runs on the goroutine that made the call, or on one of its own, and on the thread
   * of another caller only if no goroutine can be started.
   *
   * @param key the key
   * @param call makes the result
   * @return the result of the call that is made, and whether more than one caller gets it
   */
  public CompletableFuture<Shared<V>> start(K key, Callable<V> call) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(call, "call");
    var ticket = new Flight.Ticket<V>(call);
    var mine = new Flight<V>(this, key);
    while (true) {
      Flight<V> other = calls.putIfAbsent(key, mine);
      if (other == null) {
        mine.depart(ticket);
        return ticket.future;
      }
      if (other.join(ticket)) {
        return ticket.future;
      }
      other.takeOut();
    }
  }

  /**
   * Makes the next caller for this key make a new call, even if one is being made: those who wait
   * for that one still get it.
   *
   * @param key the key
   */
  public void forget(K key) {
    calls.remove(Objects.requireNonNull(key, "key"));
  }

  /** What is in the air. */
  @Override
  public String toString() {
    return "SingleFlight" + calls.keySet();
  }

  private @Nullable Shared<V> fly(K key, Callable<V> call, long deadline)
      throws InterruptedException {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(call, "call");
    var mine = new Flight<V>(this, key);
    while (true) {
      Flight<V> other = calls.putIfAbsent(key, mine);
      if (other == null) {
        return mine.make(call);
      }
      switch (other.await(deadline)) {
        case LANDED -> {
          return other.result(false);
        }
        case HANDED_OVER -> {
          return other.make(call);
        }
        case TIMED_OUT -> {
          return null;
        }
        case TOO_LATE -> other.takeOut();
      }
    }
  }

  void takeOut(Flight<V> flight) {
    calls.remove(flight.key, flight);
  }
}
