package dev.gopark.sched;

import dev.gopark.internal.StackReserve;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for work, who looks for it, and who wakes whom: both sides of the wake-up protocol, as
 * transitions of a processor's status.
 */
final class IdleSet {
  /*
   * An idle processor keeps its machine: both wait together, so waking is one CAS of the status and one unpark.
   * A spinning machine has a processor but no goroutine, and looks for work to steal. While one spins nobody
   * else is woken: it will find what there is. A machine that stops spinning because it found work wakes
   * another, since there may be more.
   *
   *           goIdle                  wake                   arrive
   *   ACTIVE ---------> IDLE ----------------------> WOKEN ---------> ACTIVE, spinning
   *          <---------
   *           leaveIdle, wakeAll           any of them ---- retire ----> RETIRED
   *
   * Invariants
   *   1. Only a CAS of the status decides whose a processor is: its machine's (ACTIVE), anybody's who wants to
   *      wake it (IDLE), or its machine's again, which has yet to notice (WOKEN).
   *   2. A bit says where to look, no more. It is set after the status became IDLE, and cleared only by
   *      somebody who then tries to wake whoever has that place. So an idle processor past D2 has its bit set,
   *      or somebody is about to try it; a set bit may be left over from one that is not idle any more.
   *   3. spinning counts the machines that spin, the processors that are WOKEN, and the wakers between R5 and R6.
   *
   * Wake-up protocol: a goroutine is never left in a queue while its readier and every machine believe that
   * somebody else will see it.
   *
   *   Readying side (wake)                       Idling side (goIdle; Machine.idle parks)
   *   R1 put the goroutine into a queue          D1 find all queues empty
   *   R2 full fence                              D2 status ACTIVE -> IDLE, then set the bit
   *   R3 if somebody spins: done                 D3 if spinning: spinning - 1
   *   R4 if no bit is set: done                  D4 full fence; look at all queues again; found: IDLE ->
   *   R5 CAS spinning 0 -> 1, else done             ACTIVE, and spinning + 1 if it span; if that CAS fails
   *   R6 clear a bit, then read who has the         somebody has claimed us, be woken
   *      place, CAS its status IDLE -> WOKEN;    D5 park until the status is not IDLE
   *      failed: the next bit; none: undo R5     D6 WOKEN -> ACTIVE: spins, and is counted already
   *      and go back to R3
   *   R7 unpark
   *
   * R3 reads a spinner: that machine's D3, or its end of spinning with work, comes later, and its D4, or its
   * own wake-up of another, looks at the queues after it: it sees R1. R4 reads no bit: each processor is active,
   * and its D2 comes later, with D4 behind it; or somebody else is at R6 with it, and the look of the machine
   * that he wakes comes after his R5, which comes after our R3. R2 pairs with the fence of D4: they order R1
   * before D4's look, or D2 and D3 before R3 and R4 (Dekker). D4 needs a fence of its own, because its looks are
   * acquire loads, which may pass the volatile writes of D2 and D3. R5 lost: somebody else has just begun to wake a
   * spinner, whose first look comes after our R1 as R2 is between.
   * R6 finds none: all became active in between; undoing R5 must look again, because a readier that passed at R3
   * relied on the spinner that now does not come.
   * R6 clears before it tries the status, and reads who has the place between the two: a processor that goes idle
   * after the failed CAS sets its bit after the clearing, and one that did so before is the one that was tried.
   * The other order would wipe out the bit of a machine that was woken, ran and went idle again in between.
   *
   * Whoever makes a processor active stirs sysmon after that, which may be asleep because all were idle: sysmon
   * sets "asleep" before it looks at the statuses once more (Sysmon), all of them volatile.
   *
   * A WOKEN processor that is retired leaves its place among the spinners to whoever retires it. One that is
   * retired between its D2 and the end of D4 has stopped counting, and may have seen what was left to it at R3:
   * its machine wakes another for that.
   *
   * Exception, on purpose: a goroutine readied by a running one into an otherwise empty local queue seldom wakes
   * anybody. Its machine will run it as soon as the running one parks, nearly always within a microsecond, and
   * a thief would only drag it to another processor's caches. But the running one may compute on. So there is a
   * lone wake each millisecond at most, and each ten where goroutines run for less than 20 microseconds
   * (Processor.takeLoneWake), by R2 to R7: its R1 is the note of who ran then. The thief takes the goroutine if
   * its readier still runs when it has got up, and goes back to sleep otherwise. The time is sysmon's coarse one, which costs a load. What no lone wake is left
   * for, sysmon sees stand still, and wakes a thief.
   *
   * Rejected: waking at each readying, as Go does (doubles the cost of a ping-pong here, because a parked
   * platform thread costs the waker a system call); an alarm clock for sysmon in place of the lone wake (two
   * threads have to get up one after the other, each as late as the operating system makes it); a list of idle machines apart from the idle processors
   * (needs a lock, or tags against reuse, on a path that must not wait); bits that decide (a machine that takes
   * its own bit back after its place was given to another takes the other's); clearing one's own bit on the way
   * out, which would have to be undone in that same case, with a look at the queues after it.
   *
   * Tests: IdleSetTest, SchedulerStressTest; jcstress SubmitAgainstPark with its broken twins; TLA+ IdleWake.
   * References: Go, runtime/proc.go, "Worker thread parking/unparking".
   */
  private static final VarHandle BITS = MethodHandles.arrayElementVarHandle(long[].class);

  private final House house;
  private final long[] bits;
  private final AtomicInteger spinning = new AtomicInteger();

  /** What this protocol needs to know of the rest. */
  interface House {
    /** The processors by place, as they are now. */
    Processor[] row();

    /** Whether a machine that has nothing to run must not park yet. */
    boolean mustLook();

    /** A processor is idle no longer. */
    void stirred();
  }

  IdleSet(House house, int maxProcs) {
    this.house = house;
    bits = new long[(maxProcs + 63) / 64];
  }

  // The idling side

  /**
   * D2 to D4, by the machine of the processor, which has found nothing to run.
   *
   * @param spinning whether the machine counts as a spinner
   * @return true if it is to park until the status says otherwise, no longer a spinner; false if
   *     there is something to do after all: it is what it was
   */
  boolean goIdle(Processor processor, boolean spinning) {
    if (!processor.casStatus(Processor.ACTIVE, Processor.IDLE)) {
      return false; // retired
    }
    setBit(processor.slot);
    if (spinning) {
      this.spinning.getAndDecrement();
    }
    VarHandle.fullFence();
    if (!house.mustLook()) {
      return true;
    }
    if (!leaveIdle(processor)) {
      if (processor.isRetired()) {
        wake(); // what we saw may have been left to us, who do not look any more
      }
      return true;
    }
    if (spinning) {
      this.spinning.getAndIncrement();
    }
    return false;
  }

  /**
   * The machine of an idle processor has found something to do: false if somebody was faster, and
   * has woken or retired it.
   */
  boolean leaveIdle(Processor processor) {
    if (!processor.casStatus(Processor.IDLE, Processor.ACTIVE)) {
      return false;
    }
    house.stirred();
    return true;
  }

  /** D6: the machine has been woken; whether it counts as a spinner now. */
  boolean arrive(Processor processor) {
    return processor.casStatus(Processor.WOKEN, Processor.ACTIVE);
  }

  // The readying side

  /** Makes sure that somebody looks for work which was just queued: R2 to R7. */
  void wake() {
    VarHandle.fullFence();
    wakeUnfenced();
  }

  /** R3 to R7. */
  void wakeUnfenced() {
    while (spinning.get() == 0 && hasBits()) {
      StackReserve.check(); // nothing from here to R7 may be left half done
      if (!spinning.compareAndSet(0, 1) || claim()) {
        return;
      }
      spinning.getAndDecrement();
    }
  }

  /** R6 and R7: wakes one idle processor's machine as a spinner; false if there is none. */
  private boolean claim() {
    for (int i = 0; i < bits.length; i++) {
      for (long word; (word = word(i)) != 0; ) {
        long bit = Long.lowestOneBit(word);
        if (((long) BITS.getAndBitwiseAnd(bits, i, ~bit) & bit) == 0) {
          continue; // cleared by another waker
        }
        Processor processor = at((i << 6) + Long.numberOfTrailingZeros(bit));
        if (processor != null && processor.casStatus(Processor.IDLE, Processor.WOKEN)) {
          processor.unparkMachine();
          house.stirred();
          return true;
        }
      }
    }
    return false;
  }

  // Spinners

  /** Whether the machine of an active processor may spin, and is one more that does. */
  boolean beginSearch() {
    int busy = house.row().length - size();
    if (2 * spinning.get() >= busy) {
      return false; // enough are looking
    }
    spinning.getAndIncrement();
    return true;
  }

  /** A spinner has found work, or may not look any more: if nobody else does, somebody should. */
  void endSearch() {
    spinning.getAndDecrement();
    wake();
  }

  int spinning() {
    return spinning.get();
  }

  // The end

  /**
   * Takes a processor out of use, whatever its machine does.
   *
   * @return true if the caller has to call {@link #endSearch}, with no lock held
   */
  boolean retire(Processor processor) {
    for (; ; ) {
      int status = processor.status();
      if (status == Processor.RETIRED) {
        return false;
      }
      if (processor.casStatus(status, Processor.RETIRED)) {
        if (status == Processor.IDLE) {
          processor.unparkMachine();
        }
        return status == Processor.WOKEN;
      }
    }
  }

  /** Makes all machines look around: nothing is to be idle any more. */
  void wakeAll() {
    for (Processor processor : house.row()) {
      if (processor.casStatus(Processor.IDLE, Processor.ACTIVE)) {
        processor.unparkMachine();
      }
    }
    house.stirred();
  }

  // Looks

  /** Whether no processor is idle. Costs the more, the more are. */
  boolean isEmpty() {
    return count(1) == 0;
  }

  /** How many processors are idle. */
  int size() {
    return count(Integer.MAX_VALUE);
  }

  /** Counts up to {@code enough}: those whose bit is set, and whose status agrees. */
  private int count(int enough) {
    int size = 0;
    for (int i = 0; i < bits.length; i++) {
      for (long word = word(i); word != 0; word &= word - 1) {
        Processor processor = at((i << 6) + Long.numberOfTrailingZeros(word));
        if (processor != null && processor.status() == Processor.IDLE && ++size == enough) {
          return size;
        }
      }
    }
    return size;
  }

  /** Whether a waker would find the place; it may be left over from its last holder. */
  boolean hasBit(int slot) {
    return (word(slot >> 6) & 1L << slot) != 0;
  }

  private boolean hasBits() {
    for (int i = 0; i < bits.length; i++) {
      if (word(i) != 0) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Processor at(int slot) {
    Processor[] row = house.row();
    return slot < row.length ? row[slot] : null;
  }

  private void setBit(int slot) {
    BITS.getAndBitwiseOr(bits, slot >> 6, 1L << slot);
  }

  private long word(int i) {
    return (long) BITS.getVolatile(bits, i);
  }

  @Override
  public String toString() {
    return "IdleSet[" + size() + " idle, " + spinning() + " spinning]";
  }
}
