package dev.gopark.sched;

import dev.gopark.internal.Seeds;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The order in which a machine looks for the next goroutine, and for how long. */
final class FindRunnable {
  /*
   * Go's findRunnable:
   *   1. a processor that was taken away: hand over, wait for another
   *   2. timers of this processor that are due, which put goroutines into its ring
   *   3. every FAIRNESS_TICK-th run, and when a chain of runnexts has used up its slice, the global
   *      queue, so that neither busy local queues nor a chain starve it
   *   4. runnext, then the ring
   *   5. a fair share of the global queue
   *   6. others' rings, in random order: half of one; on the last of PASSES passes also a runnext that has
   *      gone stale
   *   7. wait, until woken or until the next timer is due
   *
   * A runnext is stale when it stood there, and its processor ran the same goroutine, from the first pass of a
   * search to the last; or if it stands there since its readier woke a thief for it (IdleSet), for the way here took
   * time enough. In a ping-pong it never is. The search notes both for each processor instead of asking
   * for the time at each readying. If a runnext is all there is to steal the machine naps before the last pass, as Go's
   * does (NAP_NANOS, which Linux makes some 55 microseconds): it stays the one spinner meanwhile, so a goroutine
   * that starts another again and again, each alone, does not pay for waking somebody each time. Spinning that
   * long instead took a third of a second processor for nothing, and the chain of goroutines a fifth longer.
   */
  private static final int FAIRNESS_TICK = 61;
  private static final int PASSES = 4;
  private static final int SPINS_BETWEEN_PASSES = 40;
  private static final long NAP_NANOS = 3_000;

  private final Machine machine;
  private final Kernel kernel;
  private final StealOrder order = new StealOrder();
  private int random;

  /** What the first pass saw, by slot. */
  private @Nullable Scheduled[] seenNext = {};

  private long[] seenTick = {};

  FindRunnable(Machine machine) {
    this.machine = machine;
    this.kernel = machine.kernel;
    this.random = (int) Seeds.SYSTEM.next() | 1;
  }

  /** Waits for something to run; null if the machine is to end. */
  @Nullable Scheduled next() {
    for (; ; ) {
      Processor processor = machine.processor();
      if (processor.isRetired()) {
        if (!machine.surrender()) {
          return null;
        }
        continue;
      }
      if (kernel.shutdown.isStopping()) {
        kernel.machines.ended(machine);
        return null;
      }
      Scheduled found = look(processor);
      if (found != null) {
        if (machine.isSpinning()) {
          machine.stopSpinning();
        }
        return found;
      }
      machine.idle();
    }
  }

  private @Nullable Scheduled look(Processor processor) {
    processor.fireDue();
    if (processor.endSliceIfAsked() || processor.runTick() % FAIRNESS_TICK == 0) {
      Scheduled first = kernel.global.take();
      if (first != null) {
        processor.beginSlice();
        return first;
      }
    }
    Scheduled local = processor.next();
    if (local != null) {
      return local;
    }
    Scheduled found = kernel.global.takeShare(processor.ring, kernel.processors.count());
    if (found == null) {
      found = steal(processor);
    }
    if (found != null) {
      processor.beginSlice();
    }
    return found;
  }

  private @Nullable Scheduled steal(Processor own) {
    Processor[] all = kernel.processors.all();
    if (all.length < 2) {
      return null;
    }
    if (!machine.isSpinning() && !machine.startSpinning()) {
      return null; // enough are looking
    }
    if (seenNext.length != all.length) {
      seenNext = new @Nullable Scheduled[all.length];
      seenTick = new long[all.length];
    }
    Scheduled found = null;
    for (int pass = 0; pass < PASSES && found == null; pass++) {
      if (pass > 0) {
        if (pass == PASSES - 1 && sawNext()) {
          Parking.parkNanos(this, NAP_NANOS);
        } else {
          for (int i = 0; i < SPINS_BETWEEN_PASSES; i++) {
            Thread.onSpinWait();
          }
        }
        found = kernel.global.takeShare(own.ring, all.length);
      }
      order.begin(all.length, nextRandom());
      while (found == null && order.hasNext()) {
        Processor victim = all[order.next()];
        if (victim != own) {
          found = stealFrom(victim, own, pass);
        }
      }
    }
    Arrays.fill(seenNext, null);
    return found;
  }

  /** Whether the first pass saw a runnext that may have gone stale by the last. */
  private boolean sawNext() {
    for (Scheduled next : seenNext) {
      if (next != null) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Scheduled stealFrom(Processor victim, Processor own, int pass) {
    int before = own.ring.size();
    Scheduled found = victim.ring.stealInto(own.ring);
    if (found != null) {
      own.counters.stolen(own.ring.size() - before + 1);
      return found;
    }
    int slot = victim.slot;
    Scheduled alone = victim.standingAlone();
    if (alone != null && victim.stealNext(alone)) {
      own.counters.stolen(1);
      return alone;
    }
    if (pass == 0) {
      seenNext[slot] = victim.peekNext();
      seenTick[slot] = victim.runTick();
    } else if (pass == PASSES - 1) {
      Scheduled stale = seenNext[slot];
      if (stale != null && victim.runTick() == seenTick[slot] && victim.stealNext(stale)) {
        own.counters.stolen(1);
        return stale;
      }
    }
    return null;
  }

  private int nextRandom() {
    int x = random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    random = x;
    return x;
  }
}
