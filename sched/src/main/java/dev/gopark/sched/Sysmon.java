package dev.gopark.sched;

import dev.gopark.internal.EventSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The daemon that watches the machines: takes processors away from goroutines that keep theirs too
 * long, and mends what the fast paths leave to it.
 */
final class Sysmon extends Thread {
  /*
   * On each round, for each processor that is active:
   *   - its machine has run the same goroutine for a slice, or sleeps in the operating system (Watch, ThreadProbe):
   *     hand the processor to another machine, unless nothing is queued anywhere and another processor is idle;
   *   - its chain of runnexts has lasted a slice: ask it to let its ring run;
   *   - a timer of it is overdue: fire it, since its machine is held up;
   *   - a goroutine stands in its runnext as in the round before, and a processor is idle: wake a thief.
   * Then: what machines have put into retired processors goes to the global queue; whatever is queued while a
   * processor is idle wakes it, as a safety net; goroutines that could not be queued for want of stack are
   * readied again. What fails at one processor does not keep the others from being looked at.
   *
   * A hand-off has its machine before the processor is taken away, so that it happens or it does not. A processor
   * that could not be given a machine when the scheduler was made or grew is given one as soon as there is one.
   *
   * Retired processors. A machine may have put a goroutine there after it was emptied, if it was stopped between
   * its look at the status and the put. Each place's last one is looked at for some rounds, the others in turn,
   * a bounded number a round: thousands of them cost no more than a few.
   *
   * It sleeps 20 microseconds to begin with, doubles that after 50 rounds in which it had nothing to do, up to
   * 10 ms, or 1 ms while anything is queued (a hog is then noticed 1 ms late, not 10), or a lone wake needs its
   * coarse time (IdleSet). When all processors are
   * idle and it sleeps for 10 ms anyway, it sleeps until one is not: "asleep" is set before it looks at the
   * statuses once more; whoever makes a processor active looks at "asleep" after that (IdleSet). It does not sleep
   * like that while a retired processor has not been let go of: its machine, held up since it last looked, may
   * still put a goroutine there, and nobody else looks.
   *
   * Pauses. If it slept PAUSE longer than it meant to, everybody was stopped, most likely: a collection of
   * garbage, a container's quota, a suspended machine. No goroutine has used up its slice by that. Or else the
   * machine is so busy that sysmon itself did not get to run: then the next round is late too, and counts.
   *
   * It never waits for user code, and for no lock but those of Machines, Processors and Registry, whose holders
   * are never unmounted while holding them (docs/design/locking.md).
   */
  private static final long MIN_SLEEP = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long MAX_SLEEP = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_SLEEP_WITH_WORK = TimeUnit.MILLISECONDS.toNanos(1);

  /** After a deep sleep: most stirs are short, so it does not begin with the shortest rounds. */
  private static final long FIRST_SLEEP = TimeUnit.MICROSECONDS.toNanos(500);

  /** How late a timer may be before it is taken for held up. */
  private static final long TIMER_GRACE = TimeUnit.MICROSECONDS.toNanos(100);

  /** How long it may oversleep before that counts as a pause of everybody. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  private static final int QUIET_ROUNDS = 50;

  /** In a crowd of goroutines that block: rounds of spinning after each, and how long each is. */
  private static final int CROWD_ROUNDS = Runtime.getRuntime().availableProcessors() > 1 ? 10 : 0;

  private static final long CROWD_SPIN = TimeUnit.MICROSECONDS.toNanos(10);

  /** Whether machines are asked if they sleep; tests that count hand-offs exactly turn it off. */
  volatile boolean probing = true;

  private final Kernel kernel;
  private Watch[] watches = {};
  private boolean paused;

  /** For how many rounds it expects more goroutines that block. */
  private int crowd;

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
    long last = System.nanoTime();
    while (!kernel.shutdown.isStopping()) {
      if (kernel.shutdown.isDrained()) {
        kernel.shutdown.stop(); // nobody may be waiting for it any more
        return;
      }
      if (sleep == MAX_SLEEP && sleepWhileAllIdle()) {
        sleep = FIRST_SLEEP;
        quiet = QUIET_ROUNDS;
        last = System.nanoTime();
      }
      long meant = crowd > 0 ? CROWD_SPIN : untilHeldUpTimer(sleep);
      if (crowd > 0) {
        crowd--;
        if (!provide()) {
          spinUntil(last + meant);
        }
      } else {
        Parking.parkNanos(this, meant);
      }
      long now = System.nanoTime();
      boolean acted = round(now, now - last - meant);
      last = now;
      if (acted) {
        sleep = MIN_SLEEP;
        quiet = 0;
      } else if (++quiet >= QUIET_ROUNDS) {
        sleep = Math.min(2 * sleep, hasQueued() ? MAX_SLEEP_WITH_WORK : MAX_SLEEP);
      }
    }
  }

  /** Makes a spare machine for the crowd, if there is none: whether it did. */
  private boolean provide() {
    try {
      return kernel.machines.provide(kernel.processors.count());
    } catch (Throwable e) {
      return false; // as in a round
    }
  }

  private static void spinUntil(long time) {
    while (System.nanoTime() - time < 0) {
      Thread.onSpinWait();
    }
  }

  /** One look at everything: whether there was something to do, or will be very soon. */
  boolean round(long now, long overslept) {
    boolean acted = false;
    try {
      kernel.coarseNanos(now);
      Processor[] all = kernel.processors.all();
      makeWatches(all.length, now);
      boolean pause = overslept >= PAUSE && !paused;
      paused = pause;
      for (Processor processor : all) {
        Watch watch = watches[processor.slot];
        if (pause) {
          watch.excuse(overslept);
        }
        acted |= watchOrLeave(processor, watch, now);
      }
      acted |= mend();
    } catch (Throwable e) {
      // Out of memory, most likely: the next round tries again.
    }
    return acted;
  }

  private void makeWatches(int n, long now) {
    int had = watches.length;
    if (had < n) {
      Watch[] more = Arrays.copyOf(watches, n);
      for (int i = had; i < n; i++) {
        more[i] = new Watch(now);
      }
      watches = more;
    }
  }

  /** What the fast paths leave to sysmon. */
  private boolean mend() {
    boolean found = kernel.processors.drainRetired();
    for (Watch watch : watches) {
      Processor left = watch.lookedAfter();
      found |= left != null && kernel.processors.drain(left);
    }
    if (found) {
      kernel.idle.wake();
      return true;
    }
    if (kernel.readyUnheard()) {
      return true;
    }
    if (kernel.hasWork() && !kernel.idle.isEmpty()) {
      kernel.idle.wake();
    }
    return false;
  }

  private boolean watchOrLeave(Processor processor, Watch watch, long now) {
    try {
      return watch(processor, watch, now);
    } catch (Throwable e) {
      // Out of memory or threads, most likely: the next round tries again, and others have theirs.
      return false;
    }
  }

  private boolean watch(Processor processor, Watch watch, long now) {
    if (processor.isUnmanned()) {
      return man(processor);
    }
    if (!processor.isActive()) {
      watch.reset();
      return false;
    }
    if (isHeldUp(processor.nextDeadline(), now)) {
      processor.fireDue();
    }
    watch.look(processor, now);
    if (watch.ran(now) >= kernel.sliceNanos) {
      return isWanted(processor) && handOff(processor, watch);
    }
    if (probing && watch.isProbeDue(now) && isWanted(processor)) {
      Machine machine = processor.machine();
      if (machine != null && watch.isBlocked(machine, now)) {
        if (!handOff(processor, watch)) {
          return false;
        }
        watch.blocked(now);
        crowd = CROWD_ROUNDS;
        return true;
      }
      if (watch.isAsleepOnce()) {
        return true; // to be looked at again soon
      }
    }
    if (watch.sliceLasted(now) >= kernel.sliceNanos) {
      processor.yieldNow(true);
      watch.sliceEnds(now);
      return true;
    }
    if (watch.isNextStanding() && !kernel.idle.isEmpty()) {
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

  private boolean handOff(Processor processor, Watch watch) {
    Machine machine = kernel.machines.reserve();
    if (machine == null) {
      return false;
    }
    Processor fresh = null;
    try {
      fresh = kernel.processors.replace(processor);
    } finally {
      if (fresh == null) {
        kernel.machines.release(machine);
      } else {
        kernel.machines.give(machine, fresh);
      }
    }
    if (fresh == null) {
      return false;
    }
    watch.reset();
    watch.lookAfter(processor);
    return true;
  }

  /** Gives a machine to a processor that has none yet. */
  private boolean man(Processor processor) {
    Machine machine = kernel.machines.reserve();
    if (machine == null) {
      return false;
    }
    processor.unmanned(false);
    kernel.machines.give(machine, processor);
    return true;
  }

  /** Whether there is reason not to sleep long. */
  private boolean hasQueued() {
    long now = kernel.coarseNanos();
    if (kernel.hasWork()) {
      return true;
    }
    for (Processor processor : kernel.processors.all()) {
      if (processor.peekNext() != null || processor.wokeLoneLately(now)) {
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
    while (asleep
        && mayHibernate()
        && !kernel.shutdown.isDrained()
        && !kernel.shutdown.isStopping()) {
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

  Kernel kernel() {
    return kernel;
  }

  /** A processor is no longer idle. */
  void stirred() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(this);
    }
  }
}
