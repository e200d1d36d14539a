package dev.gopark.internal;

/**
 * Something with deadlines that a scheduler drives without knowing what it is: the face of a timer
 * heap.
 *
 * <p>A scheduler asks for the next deadline before it goes idle and fires what is due on its way
 * through its run loop. Both methods may be called by any thread at any time, also by two at once,
 * and never wait: so a source can change hands when a processor is retired, and anybody may help a
 * processor that is held up. What is fired are starts and wake-ups of goroutines only, never user
 * code.
 *
 * <p>All times are instants of {@link System#nanoTime()}, compared by subtraction (see {@link
 * Deadline}).
 */
public interface EventSource {
  /**
   * The answer of {@link #nextDeadline()} when nothing is pending. Not an instant: test for it
   * first.
   */
  long NONE = Long.MAX_VALUE;

  /**
   * When this source next wants {@link #fireDue} to be called. One volatile read. It may be earlier
   * than anything is due, never later.
   *
   * @return an instant, {@link #NONE} if nothing is pending
   */
  long nextDeadline();

  /**
   * Does whatever is due, unless another thread is doing so. Afterwards {@link #nextDeadline()} is
   * in the future unless more has come due meanwhile, or another thread is at it.
   *
   * @param now the current time
   * @return how many events were fired
   */
  int fireDue(long now);

  /** Whoever drives a source: what it is told when it may have to look sooner than it meant to. */
  @FunctionalInterface
  interface Listener {
    /**
     * The next deadline of a source has become earlier. From now on the listener has to see to it
     * that {@link EventSource#fireDue} is called at that time.
     *
     * <p>Called after {@link EventSource#nextDeadline()} gives the new value, by the thread that
     * armed, which may be any: a goroutine, a platform thread, one that is firing another source.
     * Must not park, wait, throw, or call the source; an unpark or an unsuccessful compare is what
     * it should come to.
     *
     * @param source the source
     * @param deadline its new next deadline; may have passed already
     */
    void earlier(EventSource source, long deadline);
  }
}
