package dev.gopark.internal;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of one side of a channel or of a lock, first come first served.
 *
 * <p>A doubly linked list through the nodes themselves: adding, taking the first and removing any
 * node are O(1) and allocate nothing. Guarded by its owner's lock, except {@link #isEmpty()} and
 * {@link #size()}.
 */
public final class WaitQueue {
  /*
   * Invariants, whenever the owner's lock is free:
   *   1. a node is linked here iff its queued flag is set;
   *   2. first == null iff last == null iff size == 0;
   *   3. a linked node's waiter may have been claimed through another node, or have cancelled: such nodes
   *      are dead, are skipped by claimFirst, and are removed by their own waiter at the latest.
   *
   * Memory ordering
   *   field  written by          read by             mode             pairs with
   *   first  add, unlink (lock)  owner of the lock   plain            the lock
   *   first  add, unlink (lock)  isEmpty, any time   release/acquire  each other: who sees a node that was
   *                                                                   added sees what led to it
   *   size   add, unlink (lock)  size, any time      opaque           nothing: an estimate
   */
  private static final VarHandle FIRST =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "first", VarHandle.class, WaitQueue.class, WaitNode.class);
  private static final VarHandle SIZE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "size", VarHandle.class, WaitQueue.class, int.class);

  @SuppressWarnings("UnusedVariable") // accessed through FIRST
  private volatile @Nullable WaitNode first;

  private @Nullable WaitNode last;

  @SuppressWarnings("UnusedVariable") // accessed through SIZE
  private volatile int size;

  /** Makes an empty queue. */
  public WaitQueue() {}

  /**
   * Puts a node at the end. Lock held.
   *
   * @param node a node that is in no queue
   */
  public void add(WaitNode node) {
    assert !node.queued : "a node cannot wait in two places";
    WaitNode last = this.last;
    node.previous = last;
    node.queued = true;
    this.last = node;
    if (last == null) {
      firstRelease(node);
    } else {
      last.next = node;
    }
    sizeOpaque(sizePlain() + 1);
  }

  /**
   * Puts a node at the front: the place of somebody who was the first before and lost a race. Lock
   * held.
   *
   * @param node a node that is in no queue
   */
  public void addFirst(WaitNode node) {
    assert !node.queued : "a node cannot wait in two places";
    WaitNode first = firstPlain();
    node.next = first;
    node.queued = true;
    if (first == null) {
      last = node;
    } else {
      first.previous = node;
    }
    firstRelease(node);
    sizeOpaque(sizePlain() + 1);
  }

  /**
   * The node at the front, which may be dead. Lock held.
   *
   * @return the first node, still linked, or null if there is none
   */
  public @Nullable WaitNode first() {
    return firstPlain();
  }

  /**
   * Takes one node out and tries to claim its waiter, as {@link #claimFirst()} does. Lock held.
   *
   * @param node a node that is linked here
   * @return whether the caller now owns the node and owes it a wake-up
   */
  public boolean claim(WaitNode node) {
    unlink(node);
    return node.waiter().claim(node);
  }

  /**
   * Takes nodes from the front until one's waiter can be claimed. Lock held.
   *
   * <p>The caller owns the returned node, must finish the exchange through it, and must call {@link
   * Waiter#wake()} on its waiter after it has dropped the lock.
   *
   * @return the node of the claimed waiter, or null if nobody waits
   */
  public @Nullable WaitNode claimFirst() {
    WaitNode node;
    while ((node = firstPlain()) != null) {
      unlink(node);
      if (node.waiter().claim(node)) {
        return node;
      }
    }
    return null;
  }

  /**
   * Whether somebody waits who has been neither claimed nor cancelled. Drops the dead nodes before
   * the first live one. Lock held.
   *
   * @return an instantaneous answer: the waiter may cancel, or be claimed through another queue
   */
  public boolean hasLive() {
    WaitNode node;
    while ((node = firstPlain()) != null) {
      if (node.waiter().isWaiting()) {
        return true;
      }
      unlink(node);
    }
    return false;
  }

  /**
   * Claims every waiter, as {@link #claimFirst()} does, and chains their nodes in the queue's
   * order. Lock held.
   *
   * @return the first node of a chain for {@link #wakeAll}, or null if nobody waits
   */
  public @Nullable WaitNode claimAll() {
    WaitNode head = claimFirst();
    WaitNode tail = head;
    while (tail != null) {
      WaitNode node = claimFirst();
      tail.next = node;
      tail = node;
    }
    return head;
  }

  /**
   * Wakes the waiters of a chain: all of them, whatever a wake throws. To be called without a lock.
   *
   * @param chain what {@link #claimAll()} returned
   */
  public static void wakeAll(@Nullable WaitNode chain) {
    wakeAll(chain, null);
  }

  /**
   * Wakes the waiters of two chains, one after the other: all of them, whatever a wake throws. To
   * be called without a lock.
   *
   * @param first what {@link #claimAll()} returned
   * @param second the same of another queue
   */
  public static void wakeAll(@Nullable WaitNode first, @Nullable WaitNode second) {
    Throwable thrown = wakeEach(first, null);
    thrown = wakeEach(second, thrown);
    if (thrown != null) {
      throw Callbacks.<RuntimeException>sneaky(thrown);
    }
  }

  /** Wakes each of a chain; the first throwable, which is {@code thrown} if there was one. */
  private static @Nullable Throwable wakeEach(
      @Nullable WaitNode chain, @Nullable Throwable thrown) {
    for (WaitNode node = chain; node != null; ) {
      // The node is its waiter's again from the moment of wake, so the link is read and cut before.
      WaitNode next = node.next;
      node.next = null;
      try {
        node.waiter().wake();
      } catch (Throwable t) {
        // Those behind it are claimed: nobody else will ever wake them.
        thrown = thrown == null ? t : thrown;
      }
      node = next;
    }
    return thrown;
  }

  /**
   * How many nodes a chain has.
   *
   * @param chain what {@link #claimAll()} returned, before {@link #wakeAll}
   * @return its length
   */
  public static int count(@Nullable WaitNode chain) {
    int count = 0;
    for (WaitNode node = chain; node != null; node = node.next) {
      count++;
    }
    return count;
  }

  /**
   * Takes a node out, wherever in the queue it is; does nothing if it is not linked. Lock held.
   *
   * @param node a node that was put in this queue
   */
  public void remove(WaitNode node) {
    if (node.queued) {
      unlink(node);
    }
  }

  /**
   * Whether no node is linked. Without the lock this is an instantaneous answer, read with acquire.
   *
   * @return true if nobody waits, false if somebody may
   */
  public boolean isEmpty() {
    return FIRST.getAcquire(this) == null;
  }

  /**
   * How many nodes are linked, dead ones included.
   *
   * @return an instantaneous value
   */
  public int size() {
    return (int) SIZE.getOpaque(this);
  }

  /** Throws if the structure is broken. Lock held. For tests. */
  public void checkInvariants() {
    int count = 0;
    WaitNode previous = null;
    for (WaitNode node = firstPlain(); node != null; node = node.next) {
      if (!node.queued || node.previous != previous) {
        throw new AssertionError("broken link at place " + count + " of " + this);
      }
      previous = node;
      count++;
    }
    if (previous != last || count != sizePlain()) {
      throw new AssertionError("found " + count + " nodes in " + this);
    }
  }

  @Override
  public String toString() {
    return "WaitQueue[" + size() + "]";
  }

  private void unlink(WaitNode node) {
    WaitNode next = node.next;
    WaitNode previous = node.previous;
    if (previous == null) {
      firstRelease(next);
    } else {
      previous.next = next;
    }
    if (next == null) {
      last = previous;
    } else {
      next.previous = previous;
    }
    // A dead node may live as long as its select: it must not hold on to its neighbours.
    node.next = null;
    node.previous = null;
    node.queued = false;
    sizeOpaque(sizePlain() - 1);
  }

  private @Nullable WaitNode firstPlain() {
    return (WaitNode) FIRST.get(this);
  }

  private void firstRelease(@Nullable WaitNode node) {
    FIRST.setRelease(this, node);
  }

  private int sizePlain() {
    return (int) SIZE.get(this);
  }

  private void sizeOpaque(int size) {
    SIZE.setOpaque(this, size);
  }
}
