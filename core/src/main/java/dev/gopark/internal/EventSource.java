package dev.gopark.internal;

/**
 * Something with deadlines that a scheduler drives without knowing what it is: the face of a timer
 * heap.
 *
 * <p>A scheduler asks for the next deadline before it goes idle and fires what is due on its way
 * through its run loop. Both methods are called by the owner of the source only; other threads
 * reach a source through whatever inbox it has.
 */
public interface EventSource {
  /** The answer of {@link #nextDeadline()} when nothing is pending. */
  long NONE = Long.MAX_VALUE;

  /**
   * When this source next has something to do.
   *
   * @return an instant of the source's clock, {@link #NONE} if nothing is pending
   */
  long nextDeadline();

  /**
   * Does whatever is due.
   *
   * @param now the current time of the source's clock
   * @return how many events were fired
   */
  int fireDue(long now);
}
