package dev.gopark.context;

import dev.gopark.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * Why a {@link Context} has ended: {@link CanceledException} or {@link DeadlineExceededException},
 * and nothing else.
 *
 * <p>It is a value as much as an exception: one instance is given to everybody who asks a context
 * and its descendants, in any number of threads. Therefore it has no stack trace and keeps no
 * suppressed exceptions. If the context was ended with a cause of its own, that is {@link
 * #getCause()}, stack trace and all.
 */
public abstract sealed class ContextException extends RuntimeException implements Cancellation
    permits CanceledException, DeadlineExceededException {
  private static final long serialVersionUID = 1L;

  ContextException(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /**
   * Whether the time ran out: Go's {@code Timeout()} of a network error.
   *
   * @return true for {@link DeadlineExceededException}, false for {@link CanceledException}
   */
  public abstract boolean isTimeout();
}
