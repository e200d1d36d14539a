package dev.gopark.internal;

/** The queue or the queues in which a {@link Waiter} stands. */
@FunctionalInterface
public interface WaitLine {
  /**
   * The wait has ended: takes every node of the waiter that is still queued out. Called once a
   * wait, on the waiting thread, with no lock held. Must not throw.
   *
   * @param waiter whose wait has ended; nobody can claim it any more
   * @param woken whether a claimer has ended it, and so has taken the claimed node out itself
   */
  void leave(Waiter waiter, boolean woken);
}
