package dev.gopark.channel;

import dev.gopark.internal.Seeds;
import dev.gopark.internal.SpinLock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a select, each once, and how it gets all their locks without ever waiting for one
 * while it holds another. Confined to one thread at a time.
 */
final class LockSet {
  /*
   * Protocol
   *   L1 holding nothing, wait for the first lock
   *   L2 try each of the others: a bounded look, which neither yields nor parks
   *   L3 one cannot be had: drop all, make it the first, let a random time pass if it was not the first failure,
   *      and from L1
   * So a thread that waits for a lock, and may lose its carrier meanwhile, holds none. This holds for every
   * lock of the library (HeldLocks); no order of the locks is needed, and a lock that nobody may wait for, as in
   * a ring, is never held by somebody who waits.
   *
   * Progress. A try fails because a plain operation holds the lock: that one ends within the bounds of the try, or
   * has lost its processor to the operating system, and then L1 waits for it. Or because another select holds
   * it: either that one gets all it needs, and so somebody progresses, or it drops all as this one does. Two that
   * do so to each other again and again are separated by the random times, which double up to some milliseconds.
   * What is contended comes first after a failure, and stays there for the rounds to come.
   *
   * Rejected: all selects take all locks in the same order, as Go does. Go's locks are taken by threads that keep
   * their processor; here a goroutine that waits for the second lock leaves its machine with the first, and
   * an alarm that needs the first is fired by that machine.
   *
   * Tests: LockSetTest, SelectStressTest.
   */
  /** So many channels are compared with each other; more are put into a set. */
  private static final int LINEAR = 32;

  private @Nullable AbstractChannel<?>[] channels = new AbstractChannel<?>[0];
  private int size;

  /** Whether there is a time channel among them. */
  private boolean timed;

  // Plan

  void ensureCapacity(int capacity) {
    if (channels.length < capacity) {
      channels = new AbstractChannel<?>[capacity];
    }
  }

  /** Takes in the channels of the first arms, each once. */
  void plan(SelectArm[] arms, int count) {
    Set<AbstractChannel<?>> seen =
        count > LINEAR ? Collections.newSetFromMap(new IdentityHashMap<>(count)) : null;
    timed = false;
    size = 0;
    for (int i = 0; i < count; i++) {
      AbstractChannel<?> channel = arms[i].channel();
      if (seen == null ? !contains(channel) : seen.add(channel)) {
        channels[size++] = channel;
        timed |= channel instanceof TimeChannel;
      }
    }
  }

  private boolean contains(AbstractChannel<?> channel) {
    for (int i = 0; i < size; i++) {
      if (channels[i] == channel) {
        return true;
      }
    }
    return false;
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      channels[i] = null;
    }
    size = 0;
  }

  /** Whether there is a channel that needs an alarm. */
  boolean isTimed() {
    return timed;
  }

  // Lock

  /** Takes all locks. The caller holds none. */
  void lockAll() {
    int failures = 0;
    while (!tryLockAll()) {
      if (failures > 0) {
        SpinLock.backOff(failures, (int) Seeds.SYSTEM.next());
      }
      failures++;
    }
  }

  /** L1 to L3. */
  private boolean tryLockAll() {
    if (size > 0) {
      at(0).lock();
    }
    for (int i = 1; i < size; i++) {
      AbstractChannel<?> channel = at(i);
      if (!channel.tryLockBriefly()) {
        unlock(i);
        channels[i] = channels[0];
        channels[0] = channel;
        return false;
      }
    }
    return true;
  }

  void unlockAll() {
    unlock(size);
  }

  /** Drops the first locks, and only then looks for rings that came meanwhile, which may wake. */
  private void unlock(int count) {
    for (int i = count - 1; i >= 0; i--) {
      at(i).unlock();
    }
    if (timed) {
      for (int i = 0; i < count; i++) {
        if (at(i) instanceof TimeChannel channel) {
          channel.lookForRing();
        }
      }
    }
  }

  private AbstractChannel<?> at(int index) {
    AbstractChannel<?> channel = channels[index];
    assert channel != null;
    return channel;
  }
}
