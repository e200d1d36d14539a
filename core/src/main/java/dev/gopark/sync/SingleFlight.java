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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
   * Futures belong to the call as waiters do, and are completed after those have been woken. What hangs on
   * them is user code: a run whose call others have futures of leaves them to a goroutine.
   *
   * Rejected: a channel as the result, as Go's DoChan has (channels are a module above this one, and a
   * future becomes a channel in one line); a goroutine that calls run (a forget that follows the start
   * could come before it).
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
    return runShared(key, call, timeout).value();
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
   * As {@link #run(Object, Callable, Duration)}, and tells whether the result was shared.
   *
   * @param key the key
   * @param call makes the result
   * @param timeout how long to wait for another's call; its own is not limited
   * @return the result, and whether more than one caller got it
   * @throws InterruptedException if the thread was interrupted while it waited; the call goes on
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
   * depends on it runs on the goroutine that made the call, or on one of its own.
   *
   * @param key the key
   * @param call makes the result
   * @return the result of the call that is made, and whether more than one caller gets it
   */
  public CompletableFuture<Shared<V>> start(K key, Callable<V> call) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(call, "call");
    var future = new CompletableFuture<Shared<V>>();
    var mine = new Call<V>(key, future);
    while (true) {
      Call<V> other = calls.putIfAbsent(key, mine);
      if (other == null) {
        depart(mine, call);
        return future;
      }
      if (other.join(future)) {
        return future;
      }
      Thread.onSpinWait();
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
    var mine = new Call<V>(key, null);
    while (true) {
      Call<V> other = calls.putIfAbsent(key, mine);
      if (other == null) {
        mine.make(call, () -> calls.remove(key, mine));
        if (mine.hasFutures()) {
          Go.go(mine::complete);
        }
        return mine.result(true);
      }
      if (other.join()) {
        return other.await(deadline) ? other.result(false) : null;
      }
      // It ended between the look and the join, and has been taken out.
      Thread.onSpinWait();
    }
  }

  private void depart(Call<V> mine, Callable<V> call) {
    Runnable takeOut = () -> calls.remove(mine.key, mine);
    try {
      Go.go(() -> {
        mine.make(call, takeOut);
        mine.complete();
      });
    } catch (Throwable thrown) {
      // No goroutine could be started: those who have joined meanwhile must not wait for ever.
      takeOut.run();
      mine.end(null, thrown);
      mine.complete();
      throw Callbacks.rethrow(thrown);
    }
  }

  /** One call: its maker, those who wait for it, and its end. */
  private static final class Call<V extends @Nullable Object> {
    private final Object key;
    private final Sema sema = new Sema();

    /** Who makes the call, once it is being made: for the check and for dumps. */
    private volatile @Nullable Thread maker;

    // Guarded by the sema's lock until ended, and not written after.
    private boolean ended;
    private boolean shared;
    private @Nullable List<CompletableFuture<Shared<V>>> futures;
    private @Nullable V value;
    private @Nullable Throwable failure;

    Call(Object key, @Nullable CompletableFuture<Shared<V>> first) {
      this.key = key;
      if (first != null) {
        futures = new ArrayList<>(List.of(first));
      }
    }

    /** Announces one more caller, who is going to wait: false if the call has ended. */
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

    /**
     * Announces one more caller by the future that is completed at the end: false if it has come.
     */
    boolean join(CompletableFuture<Shared<V>> future) {
      sema.lock();
      try {
        if (ended) {
          return false;
        }
        if (futures == null) {
          futures = new ArrayList<>();
        }
        futures.add(future);
        shared = true;
        return true;
      } finally {
        sema.unlock();
      }
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
      maker = Thread.currentThread();
      V value = null;
      Throwable failure = null;
      try {
        value = call.call();
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        takeOut.run();
      }
      end(value, failure);
    }

    void end(@Nullable V value, @Nullable Throwable failure) {
      sema.lock();
      this.value = value;
      this.failure = failure;
      ended = true;
      WaitNode waiters = sema.claimAll();
      sema.unlock();
      WaitQueue.wakeAll(waiters);
    }

    /** Whether there is something to {@link #complete}, once it has ended. */
    boolean hasFutures() {
      return futures != null;
    }

    /** Tells the futures of a call that has ended. */
    @SuppressWarnings("NullAway") // null is a value like any other if V allows it
    void complete() {
      List<CompletableFuture<Shared<V>>> futures = this.futures;
      if (futures == null) {
        return;
      }
      for (CompletableFuture<Shared<V>> future : futures) {
        if (failure == null) {
          future.complete(new Shared<>(value, shared));
        } else if (failure instanceof GoexitSignal) {
          future.completeExceptionally(endedInGoexit());
        } else {
          future.completeExceptionally(failure);
        }
      }
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
        throw endedInGoexit();
      }
      if (failure instanceof InterruptedException) {
        throw new CompletionException(failure);
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
}
