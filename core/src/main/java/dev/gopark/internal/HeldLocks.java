package dev.gopark.internal;

/**
 * What the current thread holds and whether it may wait: the rules of {@code
 * docs/design/locking.md}, checked where assertions are on and free where they are off.
 */
public final class HeldLocks {
  /*
   * Three rules, each of which forbids a deadlock or a stall that no single class can see:
   *   1. a lock is not waited for with another one held: SpinLock.lock asks mayLock;
   *   2. nobody parks for an event with a lock held: Waiter asks mayPark. A goroutine gives its carrier away only
   *      where it parks or yields, so it never does with a lock held, and a holder is held up by the
   *      operating system only;
   *   3. who fires alarms waits for no lock: between beginRing and endRing only tryLock will do. That thread
   *      may be a machine, which would wait for a goroutine that stands in its own queue.
   * They are checked at each call, not only when somebody would in fact have to wait: so a test need not hit the
   * one schedule in a million.
   *
   * In a thread-local, which HACKING.md otherwise forbids: it exists only with assertions.
   */

  /** Whether the rules are checked: with assertions of this class on. */
  public static final boolean CHECKED = HeldLocks.class.desiredAssertionStatus();

  private static final ThreadLocal<HeldLocks> CURRENT = ThreadLocal.withInitial(HeldLocks::new);

  /** How many locks are held. Own thread only. */
  int held;

  /** How many rings are on the stack. */
  private int rings;

  private HeldLocks() {}

  /** The record of the current thread. */
  static HeldLocks current() {
    return CURRENT.get();
  }

  /**
   * Says that the current thread is about to take a lock, for which it may have to wait.
   *
   * @throws AssertionError if it must not
   */
  void mayLock(SpinLock lock) {
    if (held > 0) {
      throw new AssertionError(
          "waits for a lock while it holds " + held + " others: " + lock.getClass().getName());
    }
    if (rings > 0) {
      throw new AssertionError("waits for a lock in a ring: " + lock.getClass().getName());
    }
  }

  /**
   * Says that the current thread is about to park for an event.
   *
   * @throws AssertionError if it holds a lock, or fires alarms
   */
  void mayPark() {
    if (held > 0) {
      throw new AssertionError("parks while it holds " + held + " locks");
    }
    if (rings > 0) {
      throw new AssertionError("parks in a ring");
    }
  }

  /** From now on, until {@link #endRing()}, the current thread must not wait. They nest. */
  public static void beginRing() {
    if (CHECKED) {
      current().rings++;
    }
  }

  /** The end of what {@link #beginRing()} began, also when that throws. */
  public static void endRing() {
    if (CHECKED) {
      current().rings--;
    }
  }
}
