package dev.gopark;

/**
 * A throwable which says that the one who was at work has been told to stop, not that the work has
 * failed: for exceptions, as {@link InterruptedException} is one.
 *
 * <p>Where callers share a piece of work, as in {@link dev.gopark.sync.SingleFlight} and {@link
 * dev.gopark.sync.OnceValue}, it ends that caller's part in it; another caller takes the work over
 * and is not told. The exceptions of a context are such; those of other means to cancel can be,
 * too.
 */
public interface Cancellation {
  /**
   * Whether it was time that ran out, and not somebody who said so. A goroutine that ends with that
   * is reported like any other; one that ends because somebody said so, to a handler only.
   *
   * @return false unless overridden
   */
  default boolean isTimeout() {
    return false;
  }
}
