package dev.gopark.internal;

import org.jspecify.annotations.Nullable;

/**
 * A waiter's place in one {@link WaitQueue}: Go's sudog.
 *
 * <p>A waiter that waits in one queue is its own node; a select has one node for each of its
 * channels, all of the same {@link Waiter}. Every field is guarded by the lock of the queue the
 * node was put in, except that from a claim until the wake-up the node belongs to whoever claimed
 * it.
 */
public abstract class WaitNode {
  /** The next node of the queue; of a claimed node, the next one of the claimer's own chain. */
  @Nullable WaitNode next;

  @Nullable WaitNode previous;

  /** Whether the node is linked into a queue. */
  boolean queued;

  /**
   * What is exchanged. A sender puts its element here before it queues; a claimer that takes it
   * clears the field. A receiver leaves it empty; a claimer that hands over an element stores it
   * here. So, after the wake-up, a field that did not change means that the queue's owner was
   * closed.
   */
  private @Nullable Object item;

  /** For subclasses. */
  protected WaitNode() {}

  /**
   * The waiter whose place this is.
   *
   * @return always the same waiter
   */
  public abstract Waiter waiter();

  /**
   * What is exchanged through this node.
   *
   * @return the element, or null if there is none
   */
  public final @Nullable Object item() {
    return item;
  }

  /**
   * Stores what is exchanged.
   *
   * @param item an element, or null to take it out
   */
  public final void item(@Nullable Object item) {
    this.item = item;
  }

  /**
   * Whether this node is linked into a queue; ask under that queue's lock.
   *
   * @return false once it has been claimed, skipped or removed
   */
  public final boolean isQueued() {
    return queued;
  }
}
