package dev.gopark.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for what user callbacks throw, where the method that runs them does not declare it.
 */
public final class Callbacks {
  private Callbacks() {}

  /**
   * Calls a callback under that rule.
   *
   * @param callback what to call
   * @param <R> the type of its result
   * @return its result
   */
  public static <R extends @Nullable Object> R call(Callable<? extends R> callback) {
    try {
      return callback.call();
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /**
   * Turns what a callback threw into what the caller throws: unchecked exceptions, errors and
   * {@link InterruptedException} come out as they are, any other checked exception as the cause of
   * a {@link CompletionException}.
   *
   * @param thrown what the callback threw
   * @return never: for {@code throw Callbacks.rethrow(e)}
   */
  public static RuntimeException rethrow(Throwable thrown) {
    if (thrown instanceof RuntimeException
        || thrown instanceof Error
        || thrown instanceof InterruptedException) {
      throw Callbacks.<RuntimeException>sneaky(thrown);
    }
    throw new CompletionException(thrown);
  }

  /**
   * Throws anything as if it were unchecked.
   *
   * @param thrown what to throw
   * @param <X> inferred; never the real type
   * @return never
   * @throws X always {@code thrown} itself
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> X sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
