package dev.gopark.sched;

import dev.gopark.internal.SpinLock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machines of a scheduler: how many there are, and those that wait without a processor. */
final class Machines {
  /*
   * A machine is had first, then a processor is taken away for it:
   *
   *   reserve   a spare one, or a new thread that waits; whoever reserves gives or releases
   *   give      it gets a processor, and runs
   *   release   it becomes a spare
   *
   * So a failed thread creation changes nothing. It is not tried again at once, since each try costs more than a
   * look and makes the JVM complain: RETRY_NANOS later, twice that after the next failure, up to MAX_RETRY_NANOS.
   *
   * The lock is waited for by sysmon, machines and whoever asks for numbers: its holder is never unmounted while
   * holding it (docs/design/locking.md).
   */
  /** A spare machine that nobody needed for so long ends. */
  private static final long SPARE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Kernel kernel;
  private final int max;
  private final Lock lock = new Lock();
  private final LimitNotice notice;

  /** What machines hold that have no processor yet. */
  private final Processor nowhere;

  private final ArrayDeque<Machine> spares = new ArrayDeque<>();
  private final Set<Machine> all = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Counted before a machine is made, so that the bound holds. */
  private int live;

  private int made;

  /** When a thread could not be had, and how long to wait until the next try; guarded likewise. */
  private long failedAt;

  private long pause;

  /** Replaced by tests that run out of threads. */
  volatile Consumer<Machine> starter = Thread::start;

  Machines(Kernel kernel, int max) {
    this.kernel = kernel;
    this.max = max;
    this.notice = new LimitNotice(kernel);
    this.nowhere = new Processor(-1, 2, kernel.global, null);
  }

  /**
   * Gives a processor a machine: a spare one, or a new one.
   *
   * @throws OutOfMemoryError if there is no thread to be had; sysmon will try again
   */
  void assign(Processor processor) {
    boolean given = false;
    try {
      Machine machine = takeSpare();
      give(machine != null ? machine : make(), processor);
      given = true;
    } finally {
      processor.unmanned(!given);
    }
  }

  /** A machine for the caller to give or to release; null if there is none to be had now. */
  @Nullable Machine reserve() {
    Machine spare = takeSpare();
    return spare != null ? spare : makeIfPossible();
  }

  private @Nullable Machine makeIfPossible() {
    int live;
    lock.lock();
    try {
      live = this.live;
      if (pause != 0 && System.nanoTime() - failedAt < pause) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    if (live >= max) {
      notice.say(live, "its own limit is " + max);
      return null;
    }
    if (live >= kernel.processors.count() + LimitNotice.EARLY) {
      notice.prepare();
    }
    try {
      return make();
    } catch (OutOfMemoryError e) {
      notice.say(live, e.getMessage() == null ? e.toString() : e.getMessage());
      return null;
    }
  }

  /** Lets a machine run with a processor. */
  void give(Machine machine, Processor processor) {
    processor.machine(machine);
    machine.processor(processor);
    LockSupport.unpark(machine);
  }

  /** A machine that was reserved is not needed after all. */
  void release(Machine machine) {
    lock.lock();
    try {
      spares.addLast(machine);
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(machine); // it may have missed that the scheduler stops
  }

  /** Makes a spare machine if there are fewer than {@code n}: whether it did. */
  boolean provide(int n) {
    if (spares() >= n) {
      return false;
    }
    Machine machine = makeIfPossible();
    if (machine == null) {
      return false;
    }
    release(machine);
    return true;
  }

  private @Nullable Machine takeSpare() {
    lock.lock();
    try {
      return spares.pollLast();
    } finally {
      lock.unlock();
    }
  }

  /** Starts a machine, which waits. */
  private Machine make() {
    int number;
    lock.lock();
    try {
      live++;
      number = made++;
    } finally {
      lock.unlock();
    }
    Machine machine = null;
    boolean started = false;
    try {
      machine = new Machine(kernel, number, nowhere);
      add(machine);
      starter.accept(machine);
      started = true;
      return machine;
    } finally {
      if (!started) {
        ended(machine);
      }
      madeOrNot(started);
    }
  }

  private void madeOrNot(boolean started) {
    lock.lock();
    try {
      pause = started ? 0 : Math.min(Math.max(2 * pause, RETRY_NANOS), MAX_RETRY_NANOS);
      failedAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Whether another processor could be given a machine, if there is a thread to be had. */
  boolean canAssign() {
    lock.lock();
    try {
      return !spares.isEmpty() || live < max;
    } finally {
      lock.unlock();
    }
  }

  /** The first wait of a machine: until it is given a processor; false if it is to end. */
  boolean waitAsNew(Machine machine) {
    return waitFor(machine, nowhere);
  }

  /** Waits for a processor; false if the machine is to end. */
  boolean waitAsSpare(Machine machine) {
    Processor old = machine.processor();
    lock.lock();
    try {
      spares.addLast(machine);
    } finally {
      lock.unlock();
    }
    return waitFor(machine, old);
  }

  /**
   * Waits until a machine has another processor than the old one. It ends, if it is a spare, when
   * nobody has needed it for long; one that is reserved waits until it is given or released.
   */
  private boolean waitFor(Machine machine, Processor old) {
    long deadline = System.nanoTime() + SPARE_NANOS;
    while (machine.processor() == old) {
      long left = deadline - System.nanoTime();
      if (left > 0 && !kernel.shutdown.isStopping()) {
        Parking.parkNanos(this, left);
      } else if (leaveSpares(machine)) {
        ended(machine);
        return false;
      } else {
        Parking.park(this); // give and release unpark
      }
    }
    return true;
  }

  private boolean leaveSpares(Machine machine) {
    lock.lock();
    try {
      return spares.remove(machine); // from the front, where the oldest are
    } finally {
      lock.unlock();
    }
  }

  private void add(Machine machine) {
    lock.lock();
    try {
      all.add(machine);
    } finally {
      lock.unlock();
    }
  }

  /** A machine has ended, or could not be made. */
  void ended(@Nullable Machine machine) {
    lock.lock();
    try {
      live--;
      all.remove(machine);
    } finally {
      lock.unlock();
    }
  }

  private Machine[] snapshot() {
    lock.lock();
    try {
      return all.toArray(new Machine[0]);
    } finally {
      lock.unlock();
    }
  }

  void unparkSpares() {
    Machine[] some;
    lock.lock();
    try {
      some = spares.toArray(new Machine[0]);
    } finally {
      lock.unlock();
    }
    for (Machine machine : some) {
      LockSupport.unpark(machine);
    }
    notice.stop();
  }

  /** The goroutines that run now. */
  Set<Scheduled> running() {
    var running = new HashSet<Scheduled>();
    for (Machine machine : snapshot()) {
      Scheduled goroutine = machine.running();
      if (goroutine != null) {
        running.add(goroutine);
      }
    }
    return running;
  }

  int live() {
    lock.lock();
    try {
      return live;
    } finally {
      lock.unlock();
    }
  }

  int spares() {
    lock.lock();
    try {
      return spares.size();
    } finally {
      lock.unlock();
    }
  }

  private static final class Lock extends SpinLock {}
}
