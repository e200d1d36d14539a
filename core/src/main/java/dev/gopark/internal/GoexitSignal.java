package dev.gopark.internal;

import org.jspecify.annotations.Nullable;

/**
 * What {@code Go.goexit()} throws: it unwinds the goroutine and is caught by its outermost frame.
 *
 * <p>Each goexit has its own, so that what {@code finally} blocks and deferred tasks throw on the
 * way can be suppressed on it, and is reported in the end.
 */
public final class GoexitSignal extends Error {
  private static final long serialVersionUID = 1L;

  /** Makes a signal without a stack trace. */
  public GoexitSignal() {
    super("goexit: the goroutine is ending; do not catch this", null, true, false);
  }

  /**
   * Finds the goexit in what a body threw.
   *
   * @param thrown anything thrown
   * @return the signal that it is, or that was suppressed on it, or null if there is none
   */
  public static @Nullable GoexitSignal in(Throwable thrown) {
    if (thrown instanceof GoexitSignal signal) {
      return signal;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (suppressed instanceof GoexitSignal signal) {
        return signal;
      }
    }
    return null;
  }

  /**
   * What was thrown while the goroutine unwound.
   *
   * @return the first such throwable, with the others suppressed on it; null if there was none
   */
  @Nullable Throwable thrownMeanwhile() {
    Throwable[] thrown = getSuppressed();
    if (thrown.length == 0) {
      return null;
    }
    for (int i = 1; i < thrown.length; i++) {
      if (thrown[i] != thrown[0]) {
        thrown[0].addSuppressed(thrown[i]);
      }
    }
    return thrown[0];
  }
}
