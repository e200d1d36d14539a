package dev.gopark.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The local run queue of a {@link Processor}: a ring into which its owner puts, and from which the
 * owner takes one and thieves take half.
 */
final class RunQueue {
  /*
   * Go's runq. Indices only grow; a slot is index & mask. The owner is the machine that holds the processor;
   * everybody else is a thief.
   *
   * Invariants
   *   1. head <= tail <= head + capacity; the goroutines at [head, tail) are queued, each once.
   *   2. Only the owner writes tail and slots. Only a successful CAS moves head, by whoever takes.
   *
   * Protocol
   *   put (owner)                        take, steal (owner, thief)
   *   P1 read head, acquire              T1 read head, acquire
   *   P2 if tail - head = capacity:      T2 read tail, acquire; n of the goroutines are wanted
   *      full, spill half                T3 read the slots [head, head + n)
   *   P3 write the slot                  T4 CAS head -> head + n; if it fails, what was read in T3 may
   *   P4 write tail + 1, release            be stale: start again
   *
   * A slot read in T3 is overwritten only by a P3 that saw, in P1, a head beyond it; then T4 fails.
   *
   * Memory ordering
   *   field  written by          read by       mode             pairs with
   *   tail   put                 take, steal   release/acquire  each other: publishes the slot
   *   head   take, steal (CAS)   put           volatile CAS,    each other: a slot is written again only
   *                                            acquire          after it was read
   *   slot   put                 take, steal   plain in opaque  tail, head
   *
   * The owner clears the slots that it takes itself; stolen ones stay until they are written again or until
   * clearStale, which the owner calls when it goes idle.
   *
   * Tests: RunQueueTest; jcstress RingPushStealOnce. References: Go, runtime/proc.go (runqput, runqget, runqgrab).
   */
  private static final VarHandle HEAD =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "head", VarHandle.class, RunQueue.class, long.class);
  private static final VarHandle TAIL =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "tail", VarHandle.class, RunQueue.class, long.class);

  private final AtomicReferenceArray<@Nullable Scheduled> slots;
  private final int mask;

  @SuppressWarnings("UnusedVariable") // accessed through TAIL
  private volatile long tail;

  /** Up to where the owner knows the slots to be clear of goroutines that left. */
  private long clearedTo;

  /** Written by thieves: kept away from the owner's fields. */
  @SuppressWarnings("UnusedVariable")
  private long p1, p2, p3, p4, p5, p6, p7;

  @SuppressWarnings("UnusedVariable") // accessed through HEAD
  private volatile long head;

  /** The capacity is a power of two, at least 2. */
  RunQueue(int capacity) {
    if (capacity < 2 || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " is not a power of two from 2 on");
    }
    slots = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  int capacity() {
    return mask + 1;
  }

  /** Appends; false if the ring is full. Owner only. */
  boolean put(Scheduled goroutine) {
    long tail = tailPlain();
    if (tail - headAcquire() > mask) {
      return false;
    }
    slots.setOpaque((int) tail & mask, goroutine);
    tailRelease(tail + 1);
    return true;
  }

  /** Takes the first, or null. Owner only. */
  @Nullable Scheduled take() {
    long tail = tailPlain();
    for (; ; ) {
      long head = headAcquire();
      if (head == tail) {
        return null;
      }
      int slot = (int) head & mask;
      Scheduled goroutine = slots.getOpaque(slot);
      if (casHead(head, head + 1)) {
        slots.setOpaque(slot, null);
        return goroutine;
      }
    }
  }

  /**
   * Moves half of a full ring into {@code spill}: how many; 0 if thieves were faster. Owner only.
   */
  int spill(@Nullable Scheduled[] spill) {
    int n = capacity() / 2;
    long head = headAcquire();
    if (tailPlain() - head <= mask) {
      return 0;
    }
    copy(head, n, spill);
    return casHead(head, head + n) ? n : 0;
  }

  /**
   * Moves the first half, rounded up, into another ring, whose owner the caller is: the last of
   * what was moved is returned instead, to be run at once; null if there is nothing to steal. The
   * other ring is empty.
   */
  @Nullable Scheduled stealInto(RunQueue own) {
    for (; ; ) {
      long head = headAcquire();
      long tail = tailAcquire();
      long size = tail - head;
      if (size <= 0) {
        return null;
      }
      int n = (int) (size - size / 2);
      if (n > own.capacity()) {
        n = own.capacity();
      }
      if (n > capacity()) {
        continue; // head moved on between the two reads
      }
      long at = own.tailPlain();
      for (int i = 0; i < n - 1; i++) {
        own.slots.setOpaque((int) (at + i) & own.mask, slots.getOpaque((int) (head + i) & mask));
      }
      Scheduled last = slots.getOpaque((int) (head + n - 1) & mask);
      if (casHead(head, head + n)) {
        // Until now thieves of our own ring saw none of what was written past its tail.
        own.tailRelease(at + n - 1);
        return last;
      }
    }
  }

  /** Takes the first for somebody who has no ring of his own; null if there is none. */
  @Nullable Scheduled stealOne() {
    for (; ; ) {
      long head = headAcquire();
      if (tailAcquire() - head <= 0) {
        return null;
      }
      Scheduled first = slots.getOpaque((int) head & mask);
      if (casHead(head, head + 1)) {
        return first;
      }
    }
  }

  boolean isEmpty() {
    return headAcquire() == tailAcquire();
  }

  /** How many goroutines have ever been put. */
  long puts() {
    return tailAcquire();
  }

  int size() {
    long head = headAcquire();
    return (int) Math.clamp(tailAcquire() - head, 0L, capacity());
  }

  /** Clears slots of goroutines that thieves have taken. The ring is empty. Owner only. */
  void clearStale() {
    long tail = tailPlain();
    for (long i = Math.max(clearedTo, tail - capacity()); i < tail; i++) {
      slots.setOpaque((int) i & mask, null);
    }
    clearedTo = tail;
  }

  /** When quiet. */
  void checkInvariants() {
    long head = headAcquire();
    long tail = tailAcquire();
    if (head > tail || tail - head > capacity()) {
      throw new AssertionError("head " + head + ", tail " + tail + " of " + this);
    }
    for (long i = head; i < tail; i++) {
      if (slots.get((int) i & mask) == null) {
        throw new AssertionError("nothing at place " + (i - head) + " of " + this);
      }
    }
  }

  private void copy(long from, int n, @Nullable Scheduled[] into) {
    for (int i = 0; i < n; i++) {
      into[i] = slots.getOpaque((int) (from + i) & mask);
    }
  }

  @Override
  public String toString() {
    return "RunQueue[" + size() + "/" + capacity() + "]";
  }

  private long headAcquire() {
    return (long) HEAD.getAcquire(this);
  }

  private boolean casHead(long expected, long value) {
    return HEAD.compareAndSet(this, expected, value);
  }

  private long tailPlain() {
    return (long) TAIL.get(this);
  }

  private long tailAcquire() {
    return (long) TAIL.getAcquire(this);
  }

  private void tailRelease(long value) {
    TAIL.setRelease(this, value);
  }
}
