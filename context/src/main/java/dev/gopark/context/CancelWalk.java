package dev.gopark.context;

import org.jspecify.annotations.Nullable;

/** How the end of a context reaches everything below it. */
final class CancelWalk {
  /*
   * A depth-first walk through the tree itself: it goes down by the first child and up by the owner, so it
   * needs neither a stack nor memory, and holds one lock at a time, for a few instructions.
   *
   *   1. mark the root, so that no child can be added any more, and settle it: its done channel is closed first
   *   2. go down to the first child that is left
   *        a node: mark it with its owner's err and cause, settle it, then 2 from there
   *        a leaf: claim it and take it out; whoever did that fires it, at the end
   *   3. no child left: take the node out of its owner's list, go up to the owner, then 2
   *   4. back at the root: fire the leaves that this walk has claimed
   *   5. take the root out of its owner's list
   *
   * Invariants
   *   1. A node is in its owner's list until it is settled and everything below it has ended; who takes it
   *      out earlier is its user, who cancelled it, and that is a walk that has ended.
   *   2. So an ended node with an empty list has nothing below it that has not ended.
   *
   * Walks that meet. A walk that finds a node ended by another walk does not skip it: it goes down too, and
   * does whatever is left there. None waits for another, each step can be done twice without harm (mark,
   * claim and unlink look first, settle is idempotent), and by invariant 2 each has seen to all of its
   * subtree when it is back at its root, although the other may be asleep in the middle. What can be late is
   * only a leaf: claimed by the other walk, not fired yet.
   *
   * First in time. A node below another takes err and cause from its owner, not from the walk: if the owner
   * had ended before, for another reason, that reason flows down.
   *
   * Cost. Each node is locked twice and its owner once more; the time is linear in the number of nodes, for
   * each of the walks that meet. No user code runs in steps 1 to 3: a settled node closes its channel, which wakes
   * threads, and stops its alarm. Leaves start goroutines and interrupt threads; they are fired in the order in
   * which they were registered at their node.
   *
   * What throws, such as a wake that cannot start a goroutine, does not end the walk: everything is ended, every
   * leaf is fired, and then the first throwable is thrown.
   *
   * Rejected: settling a node on the way up (a million children stood between the root's cancel and its channel);
   * recursion under the parent's lock (Go): overflows the stack at some ten thousand levels, and every child is
   * locked out of its parent during the whole walk; a work list of nodes taken out of their
   * lists first: a second cancel finds nothing left and returns before the first one is through.
   *
   * Tests: CancelContextTest (100,000 deep, 1,000,000 wide), CancelRaceTest; jcstress AttachAgainstCancel,
   * CancelsMeet.
   */
  private CancelWalk() {}

  /**
   * Ends a node, unless it has ended, and everything below it.
   *
   * @param root the node
   * @param err why
   * @param cause why, as the user says it
   */
  static void cancel(CancelNode root, ContextException err, Throwable cause) {
    Throwable thrown = null;
    Leaf fired = null;
    CancelNode node = root;
    Child child = root.mark(err, cause);
    thrown = settle(root, thrown);
    while (true) {
      if (child instanceof Leaf leaf) {
        if (node.claim(leaf)) {
          // Children are linked newest first: pushing turns them round.
          leaf.next = fired;
          fired = leaf;
        }
        child = node.firstChild();
      } else if (child instanceof CancelNode inner) {
        child = inner.mark(node.ending(), node.endingCause());
        thrown = settle(inner, thrown);
        node = inner;
      } else {
        if (node == root) {
          break;
        }
        CancelNode owner = node.owner;
        assert owner != null;
        child = owner.removeAndNext(node);
        node = owner;
      }
    }
    thrown = fire(fired, thrown);
    try {
      root.detach();
    } finally {
      rethrow(thrown);
    }
  }

  private static @Nullable Throwable settle(CancelNode node, @Nullable Throwable thrown) {
    try {
      node.settle();
    } catch (Throwable t) {
      return thrown == null ? t : thrown;
    }
    return thrown;
  }

  /** Fires every leaf, whatever the others throw. */
  private static @Nullable Throwable fire(@Nullable Leaf first, @Nullable Throwable thrown) {
    for (Leaf leaf = first; leaf != null; ) {
      Leaf next = (Leaf) leaf.next;
      leaf.next = null;
      try {
        leaf.fire();
      } catch (Throwable t) {
        // No thread could be started. The others have a right to the attempt.
        thrown = thrown == null ? t : thrown;
      }
      leaf = next;
    }
    return thrown;
  }

  private static void rethrow(@Nullable Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
