package dev.gopark.context;

import org.jspecify.annotations.Nullable;

/** The deadline of the {@link Context} has passed: Go's {@code context.DeadlineExceeded}. */
public final class DeadlineExceededException extends ContextException {
  private static final long serialVersionUID = 1L;

  /** What a deadline without a cause gives: shared by all contexts. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // stackless and immutable, so it can be shared
  static final DeadlineExceededException PLAIN = new DeadlineExceededException();

  /** For contexts that this library did not make: late, with nothing to add. */
  public DeadlineExceededException() {
    this(null);
  }

  /**
   * For contexts that this library did not make: late, for a reason.
   *
   * @param cause the reason, or null
   */
  public DeadlineExceededException(@Nullable Throwable cause) {
    super(cause, "context deadline exceeded");
  }

  /** For one throw, with a stack trace. */
  DeadlineExceededException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static DeadlineExceededException of(@Nullable Throwable cause) {
    return cause == null ? PLAIN : new DeadlineExceededException(cause);
  }

  /** True: the time ran out. */
  @Override
  public boolean isTimeout() {
    return true;
  }
}
