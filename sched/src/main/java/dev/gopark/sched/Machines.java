package dev.gopark.sched;

import dev.gopark.internal.SpinLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machines of a scheduler: how many there are, and those that wait without a processor. */
final class Machines {
  /** A spare machine that nobody needed for so long ends. */
  private static final long SPARE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Kernel kernel;
  private final int max;
  private final Lock lock = new Lock();
  private final ArrayDeque<Machine> spares = new ArrayDeque<>();
  private final ArrayList<Machine> all = new ArrayList<>();

  /** Counted before a machine is made, so that the bound holds. */
  private int live;

  private int made;

  /** Replaced by tests that run out of threads. */
  volatile Consumer<Machine> starter = Thread::start;

  Machines(Kernel kernel, int max) {
    this.kernel = kernel;
    this.max = max;
  }

  /**
   * Gives a processor a machine: a spare one, or a new one.
   *
   * @throws OutOfMemoryError if there is no thread to be had; sysmon will try again
   */
  void assign(Processor processor) {
    processor.unmanned(false);
    Machine machine;
    int number = 0;
    lock.lock();
    try {
      machine = spares.pollLast();
      if (machine == null) {
        live++;
        number = made++;
      }
    } finally {
      lock.unlock();
    }
    if (machine != null) {
      processor.machine(machine);
      machine.processor(processor);
      LockSupport.unpark(machine);
      return;
    }
    boolean started = false;
    try {
      machine = new Machine(kernel, number, processor);
      processor.machine(machine);
      add(machine);
      starter.accept(machine);
      started = true;
    } finally {
      if (!started) {
        ended(machine);
        processor.unmanned(true);
      }
    }
  }

  /** Whether another processor could be given a machine. */
  boolean canAssign() {
    lock.lock();
    try {
      return !spares.isEmpty() || live < max;
    } finally {
      lock.unlock();
    }
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
    long deadline = System.nanoTime() + SPARE_NANOS;
    while (machine.processor() == old) {
      long left = deadline - System.nanoTime();
      if ((left <= 0 || kernel.shutdown.isStopping()) && leaveSpares(machine)) {
        ended(machine);
        return false;
      }
      Parking.parkNanos(this, Math.max(left, 1));
    }
    return true;
  }

  private boolean leaveSpares(Machine machine) {
    lock.lock();
    try {
      return spares.remove(machine);
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
  }

  /** Whether any machine runs the goroutine now. */
  boolean isRunning(Scheduled goroutine) {
    for (Machine machine : snapshot()) {
      if (machine.isRunning(goroutine)) {
        return true;
      }
    }
    return false;
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
