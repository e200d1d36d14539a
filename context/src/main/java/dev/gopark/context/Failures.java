package dev.gopark.context;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of an {@link ErrGroup} threw: the first failure, and a few of the others, to be
 * suppressed on it.
 */
final class Failures {
  /*
   * Others are not suppressed one by one as they come: there may be hundreds of thousands, which all would be kept,
   * and getCause() is code of the user's that must not run under a lock. So they are noted, up to KEPT, and
   * counted beyond, and the last task that ends attaches them.
   *
   * No trace of the first failure prints "CIRCULAR REFERENCE": a throwable that stands in what is attached already,
   * also as a cause, is counted and not attached.
   *
   * Guarded by the group's lock, but for attach and what it alone uses: the caller of take and attach is the only
   * task that has not ended. Nothing is allocated under the lock but the list, once. Whatever throws in attach,
   * for lack of memory or in the user's getCause, costs a report of what else failed, and nothing more.
   */
  /** How many later failures are suppressed on the first. */
  static final int KEPT = 16;

  /** How far causes are followed. */
  private static final int DEPTH = 16;

  private @Nullable Throwable first;
  private @Nullable List<Throwable> noted;
  private long more;

  /** How many have been noted and are, or will be, attached. */
  private int kept;

  // Of attach only.
  private final Set<Throwable> printed = Collections.newSetFromMap(new IdentityHashMap<>(0));
  private @Nullable List<Throwable> taken;
  private long takenMore;
  private @Nullable MoreFailures others;

  @Nullable Throwable first() {
    return first;
  }

  /** Notes the first failure. */
  void first(Throwable thrown) {
    first = thrown;
  }

  /** Notes another failure. */
  void note(Throwable thrown) {
    if (kept == KEPT) {
      more++;
      return;
    }
    List<Throwable> noted = this.noted;
    if (noted == null) {
      noted = new ArrayList<>(KEPT);
      this.noted = noted;
    }
    noted.add(thrown);
    kept++;
  }

  /** Takes what is to be attached, under the lock: whether there is something. */
  boolean take() {
    if (noted == null && more == 0) {
      return false;
    }
    taken = noted;
    takenMore = more;
    noted = null;
    more = 0;
    return true;
  }

  /** Suppresses on the first failure what was taken. Without the lock. */
  void attach() {
    try {
      attach(Objects.requireNonNull(first), taken == null ? List.of() : taken, takenMore);
    } catch (Throwable thrown) {
      // There is nobody to tell.
    } finally {
      taken = null;
    }
  }

  private void attach(Throwable first, List<Throwable> taken, long takenMore) {
    if (printed.isEmpty()) {
      collect(first, printed, 0);
    }
    long more = takenMore;
    for (Throwable thrown : taken) {
      Set<Throwable> own = Collections.newSetFromMap(new IdentityHashMap<>());
      collect(thrown, own, 0);
      if (Collections.disjoint(own, printed)) {
        printed.addAll(own);
        first.addSuppressed(thrown);
      } else if (thrown != first) {
        more++;
      }
    }
    if (more > 0 && others == null) {
      others = new MoreFailures();
      first.addSuppressed(others);
    }
    if (others != null) {
      others.add(more);
    }
  }

  /** All that a trace of it prints. */
  private static void collect(@Nullable Throwable thrown, Set<Throwable> into, int depth) {
    if (thrown != null && depth < DEPTH && into.add(thrown)) {
      collect(thrown.getCause(), into, depth + 1);
      for (Throwable suppressed : thrown.getSuppressed()) {
        collect(suppressed, into, depth + 1);
      }
    }
  }

  /**
   * Whether a task failed because the group had ended, with the first failure or by its parent:
   * what everybody is told, and tells nothing new.
   */
  static boolean isConsequence(
      Throwable thrown, Throwable first, @Nullable ContextException ending) {
    try {
      Throwable t = thrown;
      for (int i = 0; t != null && i < DEPTH; i++) {
        if ((t == first && i > 0) || (t instanceof ContextException && isLike(t, ending))) {
          return true;
        }
        t = t.getCause();
      }
    } catch (Throwable byGetCause) {
      // Then it is a failure like any other.
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // the same cause, not an equal one
  private static boolean isLike(Throwable thrown, @Nullable ContextException ending) {
    return ending != null
        && thrown.getClass() == ending.getClass()
        && thrown.getCause() == ending.getCause();
  }

  /** Stands for those that are not there: one, however often the group is used again. */
  private static final class MoreFailures extends Exception {
    private static final long serialVersionUID = 1L;

    private volatile long count;

    MoreFailures() {
      super(null, null, false, false);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // of attach only, which is one at a time
    void add(long more) {
      count += more;
    }

    @Override
    public String getMessage() {
      long count = this.count;
      return "and " + count + (count == 1 ? " more failure" : " more failures") + " of the group";
    }
  }
}
