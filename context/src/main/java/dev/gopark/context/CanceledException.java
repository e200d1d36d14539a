package dev.gopark.context;

import org.jspecify.annotations.Nullable;

/** The {@link Context} was cancelled: Go's {@code context.Canceled}. */
public final class CanceledException extends ContextException {
  private static final long serialVersionUID = 1L;

  /** What a cancel without a cause gives: shared by all contexts. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // stackless and immutable, so it can be shared
  static final CanceledException PLAIN = new CanceledException();

  /** For contexts that this library did not make: cancelled, with nothing to add. */
  public CanceledException() {
    this(null);
  }

  /**
   * For contexts that this library did not make: cancelled for a reason.
   *
   * @param cause the reason, or null
   */
  public CanceledException(@Nullable Throwable cause) {
    super(cause, "context canceled");
  }

  /** For one throw, with a stack trace. */
  CanceledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static CanceledException of(@Nullable Throwable cause) {
    return cause == null ? PLAIN : new CanceledException(cause);
  }

  /** False: nobody ran out of time. */
  @Override
  public boolean isTimeout() {
    return false;
  }
}
