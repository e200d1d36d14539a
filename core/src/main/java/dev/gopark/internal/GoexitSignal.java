package dev.gopark.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
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
   * What was thrown while the goroutine unwound. Another goexit is nothing to be reported: the
   * goroutine is ending already. What was thrown while that one unwound is.
   *
   * @return the first such throwable, with the others suppressed on it; null if there was none
   */
  @Nullable Throwable thrownMeanwhile() {
    Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Throwable> exits = Collections.newSetFromMap(new IdentityHashMap<>());
    return collect(null, thrown, exits);
  }

  /** Adds to the first throwable what was suppressed on this goexit: the first one, if any. */
  private @Nullable Throwable collect(
      @Nullable Throwable first, Set<Throwable> thrown, Set<Throwable> exits) {
    if (exits.add(this)) {
      for (Throwable next : getSuppressed()) {
        if (next instanceof GoexitSignal exit) {
          first = exit.collect(first, thrown, exits);
        } else if (thrown.add(next)) {
          if (first == null) {
            first = next;
          } else {
            first.addSuppressed(next);
          }
        }
      }
    }
    return first;
  }
}
