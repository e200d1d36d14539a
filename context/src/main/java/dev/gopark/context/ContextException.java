package dev.gopark.context;

import dev.gopark.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * Why a {@link Context} has ended: {@link CanceledException} or {@link DeadlineExceededException},
 * and nothing else.
 *
 * <p>What {@link Context#err()} gives is a value as much as an exception: one instance for
 * everybody who asks a context and its descendants, in any number of threads. Therefore it has no
 * stack trace and keeps no suppressed exceptions. What is <em>thrown</em> because a context has
 * ended, by {@link Context#throwIfDone()}, {@code send}, {@code receive}, {@code call}, {@code run}
 * and a select with {@code onDone()}, is made for that throw: of the same class, with a stack
 * trace, and its message says what was going on and, for a deadline, how long it was and how late
 * it is.
 *
 * <p>If the context was ended with a cause of its own, that is {@link #getCause()} of both.
 */
public abstract sealed class ContextException extends RuntimeException implements Cancellation
    permits CanceledException, DeadlineExceededException {
  private static final long serialVersionUID = 1L;

  /** A value: shared, without a stack trace. */
  ContextException(@Nullable Throwable cause, String message) {
    super(message, cause, false, false);
  }

  /** For one throw. */
  ContextException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether the time ran out: Go's {@code Timeout()} of a network error.
   *
   * @return true for {@link DeadlineExceededException}, false for {@link CanceledException}
   */
  @Override
  public abstract boolean isTimeout();
}
