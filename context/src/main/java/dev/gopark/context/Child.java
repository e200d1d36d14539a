package dev.gopark.context;

import dev.gopark.internal.SpinLock;
import org.jspecify.annotations.Nullable;

/**
 * Whatever ends with a context: an entry of its owner's list of children. The lock that it extends
 * is the one that a {@link CancelNode} guards its own children with.
 */
abstract class Child extends SpinLock {
  /** Whose list this is, or was, in. Set once, before it is linked; null: it has nobody. */
  @Nullable CancelNode owner;

  /**
   * Links of the owner's list; of a leaf that a cancel has taken out, of that cancel's own list.
   */
  @Nullable Child next;

  @Nullable Child previous;

  /** Whether it is in the owner's list. Guarded by the owner's lock, as the links are. */
  boolean linked;

  /**
   * Puts this under the nearest context above that can end.
   *
   * @param parent where to look, upwards
   * @return false if that one has ended: {@link #owner} tells how
   */
  final boolean attach(Context parent) {
    CancelNode owner = Chain.owner(parent);
    this.owner = owner;
    return owner == null || owner.add(this);
  }

  /** Takes this out of its owner's list, if it is in one. */
  final void detach() {
    CancelNode owner = this.owner;
    if (owner != null) {
      owner.remove(this);
      owner.childLeft();
    }
  }
}
