package dev.gopark.sync;

import dev.gopark.internal.Callbacks;
import dev.gopark.internal.GoexitSignal;
import dev.gopark.internal.Goroutine;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
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
 * CompletionException}. An {@link InterruptedException} of the call comes out as it is only at the
 * caller that made it. A goexit ends every goroutine that shared the call; a thread that is no
 * goroutine gets an exception instead.
 *
 * <p><b>Memory consistency effects:</b> the end of the call happens-before the return of every
 * {@code run} that shares it.
 *
 * @param <K> what tells calls apart, by {@code equals}
 * @param <V> their result; may be null
 */
public final class SingleFlight<K, V extends @Nullable Object> {
  /*
   * A concurrent map of the calls in the air. Whoever puts the call in makes it, takes it out, and only then
   * lets the others go, so a run that starts after another has returned never gets an old result.
   *
   * A goexit cannot be told from a failure by the others until it has unwound, so it is kept like one.
   *
   * Tests: SingleFlightTest. References: golang.org/x/sync/singleflight.
   */
  private final ConcurrentHashMap<K, Call<V>> calls = new ConcurrentHashMap<>();

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
   * @throws InterruptedException if the thread was interrupted while it waited; the call goes on
   * @throws IllegalStateException if the call that is being made for this key runs this
   */
  public V run(K key, Callable<V> call) throws InterruptedException {
    return runShared(key, call).value();
  }

  /**
   * As {@link #run(Object, Callable)}, waiting for another's call at most as long as given.
   *
   * @param key the key
   * @param call makes the result
   * @param timeout how long to wait for another's call; its own is not limited
   * @return the result of the call that was made
   * @throws InterruptedException if the thread was interrupted while it waited; the call goes on
   * @throws TimeoutException if the time passed first; the call goes on
   */
  public V run(K key, Callable<V> call, Duration timeout)
      throws InterruptedException, TimeoutException {
    Shared<V> shared = fly(key, call, Sema.deadline(Objects.requireNonNull(timeout, "timeout")));
    if (shared == null) {
      throw new TimeoutException("the call for " + key + " did not end within " + timeout);
    }
    return shared.value();
  }

  /**
   * As {@link #run(Object, Callable)}, and tells whether the result was shared.
   *
   * @param key the key
   * @param call makes the result
   * @return the result, and whether more than one caller got it
   * @throws InterruptedException if the thread was interrupted while it waited; the call goes on
   */
  public Shared<V> runShared(K key, Callable<V> call) throws InterruptedException {
    return Objects.requireNonNull(fly(key, call, Sema.NO_DEADLINE));
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
    var mine = new Call<V>(key);
    while (true) {
      Call<V> other = calls.putIfAbsent(key, mine);
      if (other == null) {
        mine.make(call, () -> calls.remove(key, mine));
        return mine.result(true);
      }
      if (other.join()) {
        return other.await(deadline) ? other.result(false) : null;
      }
      // It ended between the look and the join, and has been taken out.
      Thread.onSpinWait();
    }
  }

  /** One call: its maker, those who wait for it, and its end. */
  private static final class Call<V extends @Nullable Object> {
    private final Object key;
    private final Thread maker = Thread.currentThread();
    private final Sema sema = new Sema();

    // Guarded by the sema's lock until ended, and not written after.
    private boolean ended;
    private boolean shared;
    private @Nullable V value;
    private @Nullable Throwable failure;

    Call(Object key) {
      this.key = key;
    }

    /** Announces one more caller: false if the call has ended. */
    boolean join() {
      if (maker == Thread.currentThread()) {
        throw new IllegalStateException(
            "the call for "
                + key
                + " runs itself again and would wait for itself: use another key");
      }
      sema.lock();
      boolean joined = !ended;
      shared |= joined;
      sema.unlock();
      return joined;
    }

    /** Waits for the end: false if the time passed first. */
    boolean await(long deadline) throws InterruptedException {
      var self = new Waiter(WaitReason.SYNC_WAITGROUP_WAIT, this);
      sema.lock();
      boolean ended = this.ended;
      if (!ended) {
        sema.add(self);
      }
      sema.unlock();
      if (ended) {
        return true;
      }
      Waiter.Outcome outcome = Sema.await(self, deadline);
      if (outcome == Waiter.Outcome.WOKEN) {
        return true;
      }
      sema.lock();
      sema.remove(self);
      sema.unlock();
      if (outcome == Waiter.Outcome.INTERRUPTED) {
        throw new InterruptedException("interrupted while waiting for the " + this);
      }
      return false;
    }

    void make(Callable<V> call, Runnable takeOut) {
      V value = null;
      Throwable failure = null;
      try {
        value = call.call();
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        takeOut.run();
      }
      sema.lock();
      this.value = value;
      this.failure = failure;
      ended = true;
      WaitNode waiters = sema.claimAll();
      sema.unlock();
      WaitQueue.wakeAll(waiters);
    }

    @SuppressWarnings("NullAway") // null is a value like any other if V allows it
    Shared<V> result(boolean made) {
      Throwable failure = this.failure;
      if (failure == null) {
        return new Shared<>(value, shared);
      }
      if (made) {
        throw Callbacks.rethrow(failure);
      }
      if (failure instanceof GoexitSignal) {
        if (Goroutine.isCurrent()) {
          throw new GoexitSignal();
        }
        throw new IllegalStateException("the " + this + " ended in goexit");
      }
      if (failure instanceof InterruptedException) {
        throw new CompletionException(failure);
      }
      throw Callbacks.rethrow(failure);
    }

    @Override
    public String toString() {
      return "call for " + key + " on " + maker;
    }
  }
}
