package dev.gopark.sync;

import dev.gopark.internal.GoexitSignal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed when it is first asked for: Go's {@code sync.OnceValue}.
 *
 * <p>The first {@link #get()} runs the computation; calls that come meanwhile wait for it; all of
 * them, and all later ones, return the same result or throw the same throwable. The computation is
 * let go of once it has run, so that what only it refers to can be collected.
 *
 * <p>An interrupt belongs to the caller that it was meant for: if the computation ends because that
 * caller was interrupted, or with a {@link dev.gopark.Cancellation}, only this caller is told, and
 * one of those who wait, or the next one, computes anew. The same goes for any exception that it
 * throws with the interrupt flag up.
 *
 * {@snippet lang = java :
 * static final OnceValue<Config> CONFIG = OnceValue.of(() -> Config.read(path));
 * }
 *
 * <p><b>Memory consistency effects:</b> the end of the computation happens-before the return of any
 * {@code get}.
 *
 * @param <T> what is computed; may be null
 */
public final class OnceValue<T extends @Nullable Object> {
  /*
   * A Once and three plain fields: computation, value and failure are written by the one task that the Once
   * runs and read after its run has returned. The failure is kept as get throws it, so that each call throws
   * the same object with the stack trace of the first.
   *
   * What Leaving says of an interrupt leaves the Once as it was, and the computation where it is. It is asked here
   * and once more by the Once, on the same thread: the flag may have come up in between, but not gone down,
   * and what is kept here is not thrown there. A goexit ends the goroutine that computes; the others must not end,
   * nor wait for ever: they get an exception that says so.
   *
   * Rejected: computing on a goroutine of its own, which no caller's interrupt could reach: a value that nobody
   * waits for any more could not be stopped, and each first get would cost a goroutine.
   *
   * Tests: OnceValueTest.
   */
  private final Once once = new Once();
  private @Nullable Callable<T> computation;
  private @Nullable T value;
  private @Nullable Throwable failure;

  private OnceValue(Callable<T> computation) {
    this.computation = computation;
  }

  /**
   * Makes a value that has not been computed.
   *
   * @param computation computes it; may throw
   * @param <T> the type of the value
   * @return the value to be
   */
  public static <T extends @Nullable Object> OnceValue<T> of(Callable<T> computation) {
    return new OnceValue<>(Objects.requireNonNull(computation, "computation"));
  }

  /**
   * The value, computed by this call if by none before.
   *
   * <p>If the computation threw, every call throws that: unchecked exceptions and errors as they
   * are, a checked exception as the cause of a {@link CompletionException}, always the same object.
   *
   * @return the value
   * @throws InterruptedException if the thread was interrupted while it waited for another's
   *     computation, or while it computed
   * @throws IllegalStateException if the computation asks for its own value, or has ended its
   *     goroutine
   */
  public T get() throws InterruptedException {
    once.run(this::compute);
    return result();
  }

  /**
   * As {@link #get()}, waiting for another's computation at most as long as given.
   *
   * @param timeout how long to wait for another's computation; its own is not limited
   * @return the value
   * @throws InterruptedException as {@link #get()}
   * @throws TimeoutException if the time passed and another was still computing
   */
  public T get(Duration timeout) throws InterruptedException, TimeoutException {
    if (!once.tryRun(this::compute, timeout)) {
      throw new TimeoutException("not computed within " + timeout + ": " + this);
    }
    return result();
  }

  @Override
  public String toString() {
    String state;
    if (!once.isDone()) {
      state = "not computed";
    } else if (failure == null) {
      state = String.valueOf(value);
    } else {
      state = "failed: " + failure;
    }
    return "OnceValue[" + state + "]";
  }

  private void compute() throws Exception {
    Callable<T> computation = Objects.requireNonNull(this.computation);
    try {
      value = computation.call();
    } catch (GoexitSignal exit) {
      failure = new IllegalStateException("the computation of this OnceValue ended in goexit");
      throw exit;
    } catch (Throwable thrown) {
      if (Leaving.says(thrown)) {
        throw thrown;
      }
      failure =
          thrown instanceof RuntimeException || thrown instanceof Error
              ? thrown
              : new CompletionException(thrown);
    }
    this.computation = null;
  }

  @SuppressWarnings("NullAway") // null is a value like any other if T allows it
  private T result() {
    Throwable failure = this.failure;
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
    return value;
  }
}
