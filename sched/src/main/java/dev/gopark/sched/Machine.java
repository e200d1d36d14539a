package dev.gopark.sched;

import dev.gopark.internal.EventSource;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that runs goroutines: Go's M. Holds one processor, until that is taken away
 * because a goroutine keeps the machine busy or blocked; the machine then finishes that run, hands
 * over what is left, and waits as a spare.
 */
final class Machine extends Thread {
  private static final VarHandle RUNNING =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "running", VarHandle.class, Machine.class, Scheduled.class);

  final Kernel kernel;
  private final FindRunnable find;

  /**
   * Written by this thread, and by whoever gives a spare machine a processor, before it is woken.
   */
  private volatile Processor processor;

  /** Whether this machine counts as one that looks for work. Own thread only. */
  private boolean spinning;

  /** The operating system's number of this thread; 0 if it has none that we know. */
  private volatile int osId;

  /** Opaque: for sysmon and dumps. */
  @SuppressWarnings("UnusedVariable") // accessed through RUNNING
  private volatile @Nullable Scheduled running;

  Machine(Kernel kernel, int number, Processor processor) {
    super(null, null, "gopark-" + kernel.name + "-M" + number, 0, false);
    this.kernel = kernel;
    this.processor = processor;
    this.find = new FindRunnable(this);
    setDaemon(true);
  }

  @Override
  public void run() {
    osId = ThreadProbe.currentId();
    if (!kernel.machines.waitAsNew(this)) {
      return;
    }
    for (; ; ) {
      try {
        Scheduled goroutine = find.next();
        if (goroutine == null) {
          return;
        }
        proceed(goroutine);
      } catch (Throwable e) {
        // Out of memory, most likely, with nothing taken yet or everything done: go on.
        report("between two goroutines", e);
      }
    }
  }

  private void proceed(Scheduled goroutine) {
    Processor processor = this.processor;
    processor.beginRun();
    processor.counters.ran();
    RUNNING.setOpaque(this, goroutine);
    try {
      goroutine.proceed();
    } catch (Throwable e) {
      // What the body throws never comes here; this is the JDK failing to mount or unmount the
      // thread.
      report("while running " + goroutine, e);
    } finally {
      RUNNING.setOpaque(this, null);
      goroutine.stoppedAt(kernel.coarseNanos());
    }
    if (goroutine.mayHaveEnded()) {
      kernel.lifetimes.afterRun(goroutine);
    }
  }

  private static void report(String when, Throwable e) {
    try {
      System.getLogger("dev.gopark").log(System.Logger.Level.ERROR, "error " + when, e);
    } catch (Throwable again) {
      // No memory to report that there is no memory; the machine must go on.
    }
  }

  // Waiting

  /**
   * Waits with the processor until there is something to do: the idling side of {@link IdleSet}.
   */
  void idle() {
    Processor processor = this.processor;
    processor.ring.clearStale();
    if (!kernel.idle.goIdle(processor, spinning)) {
      return;
    }
    spinning = false;
    while (processor.status() == Processor.IDLE) {
      if (!parkUntilDue(processor)) {
        return;
      }
    }
    spinning = kernel.idle.arrive(processor);
  }

  /** Parks once; false if a timer is due and this machine, active again, is to see to it. */
  private boolean parkUntilDue(Processor processor) {
    // Announced before the deadline is read, see KernelTimers.
    long next = kernel.timers.announceSleep(processor);
    if (next == EventSource.NONE) {
      Parking.park(this);
      return true;
    }
    long left = next - System.nanoTime();
    if (left > 0) {
      Parking.parkNanos(this, left);
      return true;
    }
    return !kernel.idle.leaveIdle(processor); // or woken or retired meanwhile
  }

  boolean isSpinning() {
    return spinning;
  }

  /** Becomes a spinner; false if enough spin already. */
  boolean startSpinning() {
    spinning = kernel.idle.beginSearch();
    return spinning;
  }

  /** This machine has found work, or may not look any more. */
  void stopSpinning() {
    spinning = false;
    kernel.idle.endSearch();
  }

  /**
   * The processor has been taken away: hands over what is left, and waits for another.
   *
   * @return false if the machine is to end
   */
  boolean surrender() {
    kernel.processors.drop(processor);
    if (spinning) {
      // Whoever woke it for work it will not look for relies on somebody else's look.
      stopSpinning();
    }
    return kernel.machines.waitAsSpare(this);
  }

  int osId() {
    return osId;
  }

  Processor processor() {
    return processor;
  }

  void processor(Processor processor) {
    this.processor = processor;
  }

  /**
   * Whether this goroutine is the one that this machine runs, or has run last and not finished
   * with.
   */
  boolean isRunning(Scheduled goroutine) {
    return RUNNING.getOpaque(this) == goroutine;
  }

  @Nullable Scheduled running() {
    return (Scheduled) RUNNING.getOpaque(this);
  }
}
