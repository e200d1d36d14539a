package dev.gopark.sched;

import dev.gopark.internal.EventSource;
import dev.gopark.internal.SpinLock;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The processors of a scheduler: how many there are, who replaces whom, and those on their way out.
 */
final class Processors {
  /** More are refused: a place in the idle set is reserved for each. */
  static final int MAX = 1024;

  /** How many retired ones are looked at in a round of sysmon, however many there are. */
  static final int SCAN = 32;

  private final Kernel kernel;
  private final Lock lock = new Lock();

  /** Copied on each change; read without the lock. */
  private volatile Processor[] all = {};

  /** Retired ones whose machines have not let go yet. Guarded by the lock. */
  private final ArrayList<Processor> retired = new ArrayList<>();

  /** What sysmon looks at, and where it goes on; the latter guarded by the lock. */
  private final @Nullable Processor[] scan = new @Nullable Processor[SCAN];

  private int scanned;

  /** What dropped processors had done. Guarded by the lock. */
  private SchedulerStats.Counts dropped = SchedulerStats.Counts.ZERO;

  /** Their number, read without the lock. */
  private volatile int retiredCount;

  private long handedOff;

  Processors(Kernel kernel) {
    this.kernel = kernel;
  }

  Processor[] all() {
    return all;
  }

  int count() {
    return all.length;
  }

  Processor at(int slot) {
    return all[slot];
  }

  /**
   * Adds processors, each with a machine, or retires the last ones.
   *
   * @throws OutOfMemoryError if there are not enough threads to be had: sysmon goes on trying
   */
  void resize(int procs) {
    var added = new ArrayList<Processor>();
    var removed = new ArrayList<Processor>();
    int searches = 0;
    lock.lock();
    try {
      Processor[] old = all;
      var resized = new Processor[procs];
      System.arraycopy(old, 0, resized, 0, Math.min(old.length, procs));
      for (int slot = old.length; slot < procs; slot++) {
        resized[slot] = newProcessor(slot, kernel.timers.newSource(slot));
        added.add(resized[slot]);
      }
      // What needs memory comes before the steps that cannot be taken back.
      removed.ensureCapacity(old.length);
      retired.ensureCapacity(retired.size() + old.length);
      for (int slot = procs; slot < old.length; slot++) {
        removed.add(old[slot]);
        addRetired(old[slot]);
        searches += kernel.idle.retire(old[slot]) ? 1 : 0;
      }
      all = resized;
    } finally {
      lock.unlock();
    }
    for (Processor processor : removed) {
      kernel.timers.giveBack(processor.timers);
      dropIfUnmanned(processor);
    }
    for (; searches > 0; searches--) {
      kernel.idle.endSearch();
    }
    OutOfMemoryError failure = null;
    for (Processor processor : added) {
      try {
        kernel.machines.assign(processor);
      } catch (OutOfMemoryError e) {
        failure = e;
        if (processor.isRetired()) {
          dropIfUnmanned(
              processor); // by another resize, which may have come too early to see it unmanned
        }
      }
    }
    kernel.sysmon.stirred();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Takes the place of a processor whose goroutine has had its slice away from it: the replacement,
   * which has all that was queued and no machine yet; null if the processor was faster.
   */
  @Nullable Processor replace(Processor hogged) {
    Processor fresh = newProcessor(hogged.slot, hogged.timers);
    lock.lock();
    try {
      Processor[] old = all;
      if (hogged.slot >= old.length || old[hogged.slot] != hogged) {
        return null;
      }
      // What needs memory comes before the step that cannot be taken back.
      Processor[] changed = old.clone();
      changed[hogged.slot] = fresh;
      retired.ensureCapacity(retired.size() + 1);
      if (!hogged.casStatus(Processor.ACTIVE, Processor.RETIRED)) {
        return null;
      }
      all = changed;
      addRetired(hogged);
      handedOff++;
    } finally {
      lock.unlock();
    }
    // Nobody else puts into the fresh one until it gets a machine. All fits: it is as large, and
    // what was in front goes there.
    for (Scheduled g; (g = hogged.ring.stealOne()) != null; ) {
      fresh.putLast(g);
    }
    Scheduled next = hogged.peekNext();
    if (next != null && hogged.stealNext(next)) {
      fresh.putNext(next);
    }
    return fresh;
  }

  /** A retired processor without a machine: nobody else will drop it. */
  private void dropIfUnmanned(Processor processor) {
    if (processor.isUnmanned()) {
      drop(processor);
    }
  }

  /**
   * A retired processor's machine has let go of it, or it never had one. Does nothing the second
   * time: a machine that runs out of memory before it is a spare comes here again.
   */
  void drop(Processor processor) {
    boolean found = drain(processor);
    processor.ring.clearStale();
    lock.lock();
    try {
      if (processor.retiredIndex != Processor.NOT_RETIRED) {
        dropped = dropped.plus(processor.counters.snapshot());
        removeRetired(processor);
      }
    } finally {
      lock.unlock();
    }
    if (found) {
      kernel.idle.wake();
    }
  }

  /**
   * Moves to the global queue what machines have put into retired processors before they noticed:
   * looks at SCAN of them, at others each time. For sysmon only.
   */
  boolean drainRetired() {
    if (!hasRetired()) {
      return false;
    }
    int n;
    lock.lock();
    try {
      n = Math.min(retired.size(), SCAN);
      for (int i = 0; i < n; i++) {
        if (scanned >= retired.size()) {
          scanned = 0;
        }
        scan[i] = retired.get(scanned++);
      }
    } finally {
      lock.unlock();
    }
    boolean found = false;
    for (int i = 0; i < n; i++) {
      Processor processor = scan[i];
      assert processor != null;
      found |= drain(processor);
      scan[i] = null;
    }
    return found;
  }

  /** Whether some machine has not let go of a processor that was taken away from it. */
  boolean hasRetired() {
    return retiredCount != 0;
  }

  void addRetired(Processor processor) {
    processor.retiredIndex = retired.size();
    retired.add(processor);
    retiredCount = retired.size();
  }

  private void removeRetired(Processor processor) {
    int index = processor.retiredIndex;
    processor.retiredIndex = Processor.NOT_RETIRED;
    Processor last = retired.remove(retired.size() - 1);
    if (last != processor) {
      retired.set(index, last);
      last.retiredIndex = index;
    }
    retiredCount = retired.size();
  }

  /** Moves to the global queue what is in a retired processor: whether there was anything. */
  boolean drain(Processor processor) {
    boolean found = false;
    Scheduled next = processor.peekNext();
    if (next != null && processor.stealNext(next)) {
      kernel.global.putTaken(next);
      found = true;
    }
    for (Scheduled g; (g = processor.ring.stealOne()) != null; ) {
      kernel.global.putTaken(g);
      found = true;
    }
    return found;
  }

  private Processor newProcessor(int slot, @Nullable EventSource timers) {
    return new Processor(slot, kernel.ringSize, kernel.global, timers);
  }

  long handedOff() {
    lock.lock();
    try {
      return handedOff;
    } finally {
      lock.unlock();
    }
  }

  /**
   * All that was ever done: by those there are, those on their way out, and those that are gone.
   */
  SchedulerStats.Counts totals() {
    lock.lock();
    try {
      SchedulerStats.Counts sum = dropped;
      for (Processor processor : all) {
        sum = sum.plus(processor.counters.snapshot());
      }
      for (Processor processor : retired) {
        sum = sum.plus(processor.counters.snapshot());
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /** When the scheduler has nothing to run: all wait with their machines, and hold nothing. */
  void checkInvariants() {
    Processor[] all = this.all;
    for (int slot = 0; slot < all.length; slot++) {
      Processor processor = all[slot];
      Machine machine = processor.machine();
      processor.ring.checkInvariants();
      if (processor.slot != slot
          || processor.status() != Processor.IDLE
          || !kernel.idle.hasBit(slot)
          || !processor.isEmpty()
          || machine == null
          || machine.processor() != processor
          || machine.running() != null) {
        throw new AssertionError(
            processor + " at place " + slot + " with " + machine + ", " + kernel.idle);
      }
    }
    if (kernel.idle.size() != all.length) {
      throw new AssertionError(all.length + " processors, but " + kernel.idle);
    }
    lock.lock();
    try {
      if (!retired.isEmpty()) {
        throw new AssertionError("still held: " + retired);
      }
    } finally {
      lock.unlock();
    }
  }

  private static final class Lock extends SpinLock {}
}
