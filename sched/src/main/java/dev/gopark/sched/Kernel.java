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
   * which the JDK answers by calling again.
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
    processors.resize(procs);
    sysmon.start();
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
    registry.add(goroutine);
    if (shutdown.isRefusing()) {
      // Raced with close, which may have seen no live goroutine: the caller's start throws.
      ended(goroutine);
      throw shutdown.refusal();
    }
    try {
      ready(goroutine, true);
    } catch (OutOfMemoryError e) {
      ended(goroutine);
      throw e;
    }
  }

  /** A goroutine's body is over. */
  void ended(Scheduled goroutine) {
    shutdown.ended(registry.remove(goroutine));
  }

  /** A thread that inherited the executor of one of our goroutines is ready. */
  void readyChild(Runnable continuation) {
    Scheduled child = adopted.get(continuation);
    boolean fresh = child == null;
    if (child == null) {
      child = new Scheduled(this, continuation, VirtualThreads.threadOf(continuation));
      Scheduled earlier = adopted.putIfAbsent(continuation, child);
      if (earlier != null) {
        child = earlier;
        fresh = false;
      } else {
        registry.add(child);
        Goroutine.countStart();
      }
    }
    ready(child, fresh);
  }

  /** An adopted child may have ended with the run that is just over. */
  void afterChild(Scheduled child) {
    Thread thread = child.thread();
    if (thread != null
        && thread.getState() == Thread.State.TERMINATED
        && adopted.remove(child.continuation(), child)) {
      Goroutine.countEnd();
      ended(child);
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
    readiedOutside.increment();
    global.put(goroutine);
    wake();
  }

  /** Makes sure that somebody looks for work which was just queued: R2 to R7 of {@link IdleSet}. */
  void wake() {
    VarHandle.fullFence();
    while (idle.spinning() == 0 && !idle.isEmpty()) {
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
