package dev.gopark.sched;

import dev.gopark.internal.Goroutine;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One scheduler's parts, and the two things that reach it from outside: a goroutine that becomes
 * ready, and the wish that somebody look for work.
 */
final class Kernel {
  /*
   * Where a ready goroutine goes
   *   readied by a goroutine of this scheduler     runnext of the processor below it
   *   readied by its own machine: it yielded, was   the end of that processor's ring (in runnext a
   *     unparked while it was parking, is due, or     Thread.yield would run itself again for ever)
   *     has waited for the end of another
   *   from anywhere else, or from a goroutine       the global queue
   *     whose processor has been taken away
   *
   * ready may run on a virtual thread that is pinned by the JDK for the duration of the call, on a machine, or
   * on any other thread, the JDK's own included. It neither parks nor throws, except that memory may run out,
   * which the JDK answers by calling again, and that the stack of the goroutine it runs on may: Scheduled
   * then leaves a note, and sysmon readies the goroutine once more.
   */
  final String name;
  final long sliceNanos;
  final int ringSize;
  final boolean rememberCreators = "creators".equals(System.getProperty("gopark.traceback"));

  final GlobalQueue global = new GlobalQueue();
  final Registry registry = new Registry();
  final KernelTimers timers = new KernelTimers(this);
  final Processors processors;
  final IdleSet idle;
  final Machines machines;
  final Sysmon sysmon;
  final Shutdown shutdown;

  private final LongAdder readiedOutside = new LongAdder();

  /** Children that goroutines started by means of the JDK, by what continues them. */
  private final ConcurrentHashMap<Runnable, Scheduled> adopted = new ConcurrentHashMap<>();

  /** Whether some goroutine is ready and could not be queued. Written after its own note. */
  volatile boolean someUnheard;

  /** The time, updated by sysmon on its rounds: cheap to read, late by one of its sleeps. */
  private volatile long coarseNanos = System.nanoTime();

  Kernel(String name, int procs, long sliceNanos, int ringSize, int maxMachines) {
    this.name = name;
    this.sliceNanos = sliceNanos;
    this.ringSize = ringSize;
    idle = new IdleSet(Processors.MAX);
    processors = new Processors(this);
    machines = new Machines(this, maxMachines);
    shutdown = new Shutdown(this);
    sysmon = new Sysmon(this);
    boolean started = false;
    try {
      processors.resize(procs);
      sysmon.start();
      started = true;
    } finally {
      if (!started) {
        shutdown.stop();
      }
    }
  }

  // Goroutines

  /** Makes an unstarted goroutine. */
  Thread newThread(@Nullable String name, Runnable body) {
    if (shutdown.isRefusing()) {
      throw shutdown.refusal();
    }
    var goroutine = new Scheduled(this, body);
    Thread thread = VirtualThreads.newThread(goroutine, name, goroutine);
    goroutine.thread(thread);
    return thread;
  }

  /** A goroutine's thread is started: registers it, and queues it like any other that is ready. */
  void started(Scheduled goroutine) {
    if (shutdown.isRefusing() || !registry.add(goroutine)) {
      throw shutdown.refusal(); // the caller's start throws
    }
    boolean queued = false;
    try {
      ready(goroutine, true);
      queued = true;
    } finally {
      if (!queued) {
        ended(goroutine);
      }
    }
  }

  /** A goroutine may have ended with the run that is just over. */
  void afterRun(Scheduled goroutine) {
    Thread thread = goroutine.thread();
    if (thread != null && thread.getState() == Thread.State.TERMINATED) {
      ended(goroutine);
    }
  }

  /** A goroutine has ended, or could not be started. Its second call does nothing. */
  private void ended(Scheduled goroutine) {
    if (registry.remove(goroutine)) {
      if (goroutine.isAdopted()) {
        adopted.remove(goroutine.continuation());
        Goroutine.countEnd();
      }
      shutdown.ended();
    }
  }

  /** A thread that inherited the executor of one of our goroutines is ready. */
  void readyChild(Runnable continuation) {
    Scheduled child = adopted.get(continuation);
    if (child != null) {
      ready(child, false);
      return;
    }
    child = new Scheduled(this, continuation, VirtualThreads.threadOf(continuation));
    if (!registry.add(child)) {
      throw shutdown.refusal(); // all machines have ended, or are about to
    }
    Goroutine.countStart();
    boolean queued = false;
    try {
      adopted.put(continuation, child);
      ready(child, true);
      queued = true;
    } finally {
      if (!queued) {
        ended(child);
      }
    }
  }

  // Readying

  void ready(Scheduled goroutine, boolean fresh) {
    Thread carrier = VirtualThreads.currentCarrier();
    if (carrier instanceof Machine machine && machine.kernel == this) {
      Processor processor = machine.processor();
      if (!processor.isRetired()) {
        if (Thread.currentThread() == carrier) {
          boolean others = !processor.isEmpty();
          processor.counters.readiedLast();
          processor.putLast(goroutine);
          if (others && !machine.isRunning(goroutine)) {
            wake();
          }
          return;
        }
        if (fresh) {
          processor.counters.started();
        } else {
          processor.counters.readiedNext();
        }
        // Alone in runnext it waits for its machine, see IdleSet; a new goroutine is work to be
        // shared.
        if (processor.putNext(goroutine) || fresh) {
          wake();
        }
        return;
      }
    }
    if (Thread.currentThread().isVirtual()) {
      StackReserve.check(); // the shared queue and its counter must not part
    }
    readiedOutside.increment();
    global.put(goroutine);
    wake();
  }

  /** Readies those that could not be queued when they became ready: whether there were any. */
  boolean readyUnheard() {
    if (!someUnheard) {
      return false;
    }
    someUnheard = false;
    for (Scheduled goroutine : registry.snapshot()) {
      if (goroutine.takeUnheard()) {
        ready(goroutine, false);
      }
    }
    return true;
  }

  /** Makes sure that somebody looks for work which was just queued: R2 to R7 of {@link IdleSet}. */
  void wake() {
    VarHandle.fullFence();
    while (idle.spinning() == 0 && !idle.isEmpty()) {
      StackReserve.check();
      if (!idle.becomeOnlySpinner()) {
        return;
      }
      int slot = idle.claim();
      if (slot >= 0) {
        processors.at(slot).wakeMachine(true);
        sysmon.stirred();
        return;
      }
      idle.removeSpinner();
    }
  }

  /** Whether anything is queued that a machine without work may take. */
  boolean hasWork() {
    if (!global.isEmpty()) {
      return true;
    }
    for (Processor processor : processors.all()) {
      if (!processor.ring.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  long readiedOutside() {
    return readiedOutside.sum();
  }

  long coarseNanos() {
    return coarseNanos;
  }

  void coarseNanos(long now) {
    coarseNanos = now;
  }

  /**
   * Checks that everything is in its place. Nothing may be ready or running: all processors are
   * idle.
   */
  void checkInvariants() {
    processors.checkInvariants();
    global.checkInvariants();
    registry.checkInvariants();
    if (!global.isEmpty() || idle.spinning() != 0) {
      throw new AssertionError(global + ", " + idle);
    }
    int expected = processors.count() + machines.spares();
    if (machines.live() != expected) {
      throw new AssertionError(machines.live() + " machines instead of " + expected);
    }
    for (Scheduled child : adopted.values()) {
      Thread thread = child.thread();
      if (thread == null || !thread.isAlive()) {
        throw new AssertionError("an adopted child that has ended: " + child);
      }
    }
  }

  @Override
  public String toString() {
    return "Scheduler["
        + name
        + ", procs "
        + processors.count()
        + ", "
        + registry.live()
        + " goroutines]";
  }
}
