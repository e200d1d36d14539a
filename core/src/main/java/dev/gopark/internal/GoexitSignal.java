package dev.gopark.internal;

/**
 * What {@code Go.goexit()} throws: it unwinds the goroutine and is caught by its outermost frame.
 */
public final class GoexitSignal extends Error {
  private static final long serialVersionUID = 1L;

  /** The one instance: it has no stack trace and no state. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // stackless and immutable, so it can be shared
  public static final GoexitSignal INSTANCE = new GoexitSignal();

  private GoexitSignal() {
    super("goexit: the goroutine is ending; do not catch this", null, false, false);
  }
}
