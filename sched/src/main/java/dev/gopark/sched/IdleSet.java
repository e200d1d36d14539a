package dev.gopark.sched;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which processors have nothing to run, and how many machines are looking for work: what decides
 * whether a goroutine that becomes ready wakes somebody.
 */
final class IdleSet {
  /*
   * An idle processor keeps its machine: both wait together, so waking is claiming a bit and one unpark. A
   * spinning machine has a processor but no goroutine, and looks for work to steal. While one spins nobody
   * else is woken: it will find what there is. A machine that stops spinning because it found work wakes
   * another, since there may be more.
   *
   * Wake-up protocol: a goroutine is never left in a queue while its readier and every machine believe that
   * somebody else will see it.
   *
   *   Readying side                              Idling side (Machine.idle)
   *   R1 put the goroutine into a queue          D1 find all queues empty
   *   R2 full fence                              D2 status := IDLE, set the bit (atomic, full fence)
   *   R3 if somebody spins: done                 D3 if spinning: spinning - 1 (atomic, full fence)
   *   R4 if no bit is set: done                  D4 look at all queues again; found: clear the own bit; if
   *   R5 CAS spinning 0 -> 1, else done              that fails somebody has claimed us, be woken
   *   R6 clear a bit (atomic); none: undo R5     D5 park until the status is ACTIVE
   *   R7 status := ACTIVE, unpark
   *
   * R3 reads a spinner: that machine's D3, or its end of spinning with work, comes later, and its D4, or its
   * own wake-up of another, looks at the queues after it: it sees R1. R4 reads no bit: every machine is active
   * and its D2 comes later, with D4 behind it. In both cases the two full fences (R2; D2 or D3) order R1
   * before D4's look or D2 before R4's: Dekker. R5 lost: somebody else has just begun to wake a spinner, whose
   * first look comes after our R1 as R2 is between.
   * R6 finds none: all machines became active in between; undoing R5 must look again (Kernel.wake loops),
   * because a readier that passed at R3 relied on the spinner that now does not come.
   *
   * Exception, on purpose: a goroutine readied by a running one into an otherwise empty local queue wakes
   * nobody. Its machine will run it as soon as the running one parks, nearly always within a microsecond, and
   * a thief would only drag it to another processor's caches. If the running one does not park, sysmon sees
   * the goroutine stand still and wakes a thief.
   *
   * Rejected: waking at each readying, as Go does (doubles the cost of a ping-pong here, because a parked
   * platform thread costs the waker a system call); a list of idle machines apart from the idle processors
   * (needs a lock, or tags against reuse, on a path that must not wait).
   *
   * Tests: IdleSetTest, SchedulerStressTest; jcstress SubmitAgainstPark with its broken twin; TLA+ IdleWake.
   * References: Go, runtime/proc.go, "Worker thread parking/unparking".
   */
  private final AtomicLongArray bits;
  private final AtomicInteger spinning = new AtomicInteger();

  IdleSet(int maxProcs) {
    bits = new AtomicLongArray((maxProcs + 63) / 64);
  }

  void add(int slot) {
    bits.getAndAccumulate(slot >> 6, 1L << slot, (a, b) -> a | b);
  }

  /** Takes one's own bit back: false if somebody has claimed it. */
  boolean remove(int slot) {
    long bit = 1L << slot;
    return (bits.getAndAccumulate(slot >> 6, ~bit, (a, b) -> a & b) & bit) != 0;
  }

  boolean isEmpty() {
    for (int i = 0; i < bits.length(); i++) {
      if (bits.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean contains(int slot) {
    return (bits.get(slot >> 6) & 1L << slot) != 0;
  }

  int size() {
    int size = 0;
    for (int i = 0; i < bits.length(); i++) {
      size += Long.bitCount(bits.get(i));
    }
    return size;
  }

  /** Takes any bit: its slot, or -1. */
  int claim() {
    for (int i = 0; i < bits.length(); i++) {
      for (long word; (word = bits.get(i)) != 0; ) {
        long bit = Long.lowestOneBit(word);
        if (bits.compareAndSet(i, word, word & ~bit)) {
          return (i << 6) + Long.numberOfTrailingZeros(bit);
        }
      }
    }
    return -1;
  }

  int spinning() {
    return spinning.get();
  }

  boolean becomeOnlySpinner() {
    return spinning.get() == 0 && spinning.compareAndSet(0, 1);
  }

  void addSpinner() {
    spinning.incrementAndGet();
  }

  /** How many spin besides the caller, who stops. */
  int removeSpinner() {
    return spinning.decrementAndGet();
  }

  @Override
  public String toString() {
    return "IdleSet[" + size() + " idle, " + spinning() + " spinning]";
  }
}
