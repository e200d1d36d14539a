package dev.gopark.sched;

import dev.gopark.internal.EventSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The daemon that watches the machines: takes processors away from goroutines that keep theirs too
 * long, and mends what the fast paths leave to it.
 */
final class Sysmon extends Thread {
  /*
   * On each round, for each processor that is active:
   *   - its machine has run the same goroutine for a slice: hand the processor to another machine, unless
   *     nothing is queued anywhere and another processor is idle;
   *   - its chain of runnexts has lasted a slice: ask it to let its ring run;
   *   - a timer of it is overdue: fire it, since its machine is held up;
   *   - a goroutine stands in its runnext as in the round before, and a processor is idle: wake a thief.
   * Then: what machines have put into retired processors goes to the global queue; whatever is queued while a
   * processor is idle wakes it, as a safety net; goroutines that could not be queued for want of stack are
   * readied again.
   *
   * It sleeps 20 microseconds to begin with, doubles that after 50 rounds in which it had nothing to do, up to
   * 10 ms, or 1 ms while anything is queued (a hog is then noticed 1 ms late, not 10). When all processors are
   * idle and it sleeps for 10 ms anyway, it sleeps until one is not: "asleep" is set before it looks at the
   * statuses once more; whoever makes a processor active looks at "asleep" after that (IdleSet). It does not sleep like that while a retired processor has not been
   * let go of: its machine, held up since it last looked, may still put a goroutine there, and nobody else looks.
   *
   * A processor for which no thread could be had is given one as soon as there is one.
   */
  private static final long MIN_SLEEP = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long MAX_SLEEP = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_SLEEP_WITH_WORK = TimeUnit.MILLISECONDS.toNanos(1);

  /** After a deep sleep: most stirs are short, so it does not begin with the shortest rounds. */
  private static final long FIRST_SLEEP = TimeUnit.MICROSECONDS.toNanos(500);

  /** How late a timer may be before it is taken for held up. */
  private static final long TIMER_GRACE = TimeUnit.MICROSECONDS.toNanos(100);

  private static final int QUIET_ROUNDS = 50;

  private final Kernel kernel;
  private Watch[] watches = {};
  private volatile boolean asleep;

  Sysmon(Kernel kernel) {
    super(null, null, "gopark-" + kernel.name + "-sysmon", 0, false);
    this.kernel = kernel;
    setDaemon(true);
  }

  @Override
  public void run() {
    long sleep = MIN_SLEEP;
    int quiet = 0;
    while (!kernel.shutdown.isStopping()) {
      if (sleep == MAX_SLEEP && sleepWhileAllIdle()) {
        sleep = FIRST_SLEEP;
        quiet = QUIET_ROUNDS;
      }
      Parking.parkNanos(this, untilHeldUpTimer(sleep));
      boolean acted;
      try {
        acted = round(System.nanoTime());
      } catch (Throwable e) {
        acted = false; // out of memory or threads, most likely: the next round tries again
      }
      if (acted) {
        sleep = MIN_SLEEP;
        quiet = 0;
      } else if (++quiet >= QUIET_ROUNDS) {
        sleep = Math.min(2 * sleep, hasQueued() ? MAX_SLEEP_WITH_WORK : MAX_SLEEP);
      }
    }
  }

  /** One look at everything: whether there was something to do. */
  boolean round(long now) {
    kernel.coarseNanos(now);
    Processor[] all = kernel.processors.all();
    if (watches.length < all.length) {
      watches = new Watch[all.length];
      for (int i = 0; i < all.length; i++) {
        watches[i] = new Watch();
      }
    }
    boolean acted = false;
    for (Processor processor : all) {
      acted |= watch(processor, watches[processor.slot], now);
    }
    if (kernel.processors.drainRetired()) {
      acted = true;
      kernel.idle.wake();
    } else if (kernel.readyUnheard()) {
      acted = true;
    } else if (kernel.hasWork() && !kernel.idle.isEmpty()) {
      kernel.idle.wake();
    }
    return acted;
  }

  private boolean watch(Processor processor, Watch watch, long now) {
    if (processor.isUnmanned() && kernel.machines.canAssign()) {
      kernel.machines.assign(processor);
      return true;
    }
    if (!processor.isActive()) {
      watch.reset();
      return false;
    }
    if (isHeldUp(processor.nextDeadline(), now)) {
      processor.fireDue();
    }
    long runTick = processor.runTick();
    long sliceTick = processor.sliceTick();
    Scheduled next = processor.peekNext();
    boolean standing = next != null && next == watch.next && runTick == watch.runTick;
    watch.next = next;
    if (watch.processor != processor || sliceTick != watch.sliceTick) {
      watch.sliceTick = sliceTick;
      watch.sliceSince = now;
    }
    if (watch.processor != processor || runTick != watch.runTick) {
      watch.runTick = runTick;
      watch.runSince = now;
      watch.processor = processor;
    } else if (now - watch.runSince >= kernel.sliceNanos) {
      if (isWanted(processor) && handOff(processor)) {
        watch.reset();
        return true;
      }
      return false;
    }
    if (now - watch.sliceSince >= kernel.sliceNanos) {
      processor.yieldNow(true);
      watch.sliceSince = now;
      return true;
    }
    if (standing && !kernel.idle.isEmpty()) {
      kernel.idle.wake();
      return true;
    }
    return false;
  }

  /** Whether somebody could use the processor: something waits, or would find no idle processor. */
  private boolean isWanted(Processor processor) {
    Machine machine = processor.machine();
    return machine != null
        && machine.running() != null
        && (kernel.idle.isEmpty() || !processor.isEmpty() || kernel.hasWork());
  }

  private boolean handOff(Processor processor) {
    if (!kernel.machines.canAssign()) {
      return false;
    }
    Processor fresh = kernel.processors.replace(processor);
    if (fresh == null) {
      return false;
    }
    kernel.machines.assign(fresh);
    return true;
  }

  private boolean hasQueued() {
    if (kernel.hasWork()) {
      return true;
    }
    for (Processor processor : kernel.processors.all()) {
      if (processor.peekNext() != null) {
        return true;
      }
    }
    return false;
  }

  /** Shortens a sleep so that timers behind a goroutine that runs on are not late by all of it. */
  private long untilHeldUpTimer(long sleep) {
    long now = System.nanoTime();
    for (Processor processor : kernel.processors.all()) {
      long next = processor.nextDeadline();
      if (next != EventSource.NONE && processor.isActive()) {
        sleep = Math.min(sleep, Math.max(next - now + TIMER_GRACE, MIN_SLEEP));
      }
    }
    return sleep;
  }

  private static boolean isHeldUp(long deadline, long now) {
    return deadline != EventSource.NONE && now - deadline >= TIMER_GRACE;
  }

  // Deep sleep

  private boolean sleepWhileAllIdle() {
    if (!mayHibernate()) {
      return false;
    }
    asleep = true;
    while (asleep && mayHibernate() && !kernel.shutdown.isStopping()) {
      Parking.park(this);
    }
    asleep = false;
    return true;
  }

  /** Whether there is nothing to watch until a processor is woken. */
  boolean mayHibernate() {
    return kernel.idle.size() == kernel.processors.count()
        && !kernel.processors.hasRetired()
        && !kernel.someUnheard;
  }

  /** A processor is no longer idle. */
  void stirred() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(this);
    }
  }

  /** What the last round saw of one processor. */
  private static final class Watch {
    @Nullable Processor processor;
    @Nullable Scheduled next;
    long runTick;
    long runSince;
    long sliceTick;
    long sliceSince;

    void reset() {
      processor = null;
      next = null;
    }
  }
}
