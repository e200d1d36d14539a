package dev.gopark.sched;

import dev.gopark.internal.EventSource;
import dev.gopark.internal.StackReserve;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to run goroutines: Go's P. Holds what is ready to run next here, and is held by one
 * {@link Machine} from its making to its end.
 *
 * <p>A goroutine that was just readied by the running one goes to {@code runnext}, ahead of the
 * ring, and runs on what is left of the running one's time slice.
 */
final class Processor {
  /*
   * Life of a processor
   *
   *   ACTIVE <------> IDLE          its machine parks; WOKEN until it has noticed that it was woken
   *     |                           (IdleSet has the protocol)
   *     |  sysmon: its goroutine has run for a slice, or the scheduler shrinks
   *     v
   *   RETIRED                       a replacement has its place; its machine, the only one that puts
   *                                 anything here, hands over what is left and drops it when it comes back
   *
   * A retired processor may still be put into by its machine for as long as that has not seen the retirement:
   * sysmon empties it again and again until the machine lets go.
   *
   * The owner may be a goroutine at the end of its stack that readies another. What is already queued here is
   * not lost then: what cannot be moved from runnext to the ring is left to sysmon, by a note that takes no
   * call, and before the ring is spilled there is a look whether the stack suffices.
   *
   * Memory ordering
   *   field     written by                      read by         mode               pairs with
   *   status    machine, sysmon, waker (CAS)    each            volatile           each other
   *   runnext   owner (store over null, swap),  owner, thieves  release, CAS       each other: publishes nothing
   *             thieves (CAS to null)                                              that the goroutine does not carry
   *   runTick,  owner                           sysmon,         opaque             nothing: a change is noticed
   *   sliceTick                                 thieves                            sooner or later
   *   loneWake, owner                           sysmon,         opaque             nothing: hints how long to sleep,
   *   its tick                                  thieves                            and what has gone stale
   *   yieldNow  sysmon sets, owner clears       owner           opaque             nothing: a request
   *   counters  owner                           stats           opaque             nothing: monotone estimates
   */
  static final int ACTIVE = 0;
  static final int WOKEN = 1;
  static final int IDLE = 2;
  static final int RETIRED = 3;

  private static final VarHandle STATUS =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "status", VarHandle.class, Processor.class, int.class);
  private static final VarHandle RUNNEXT =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "runnext", VarHandle.class, Processor.class, Scheduled.class);
  private static final VarHandle RUN_TICK =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "runTick", VarHandle.class, Processor.class, long.class);
  private static final VarHandle SLICE_TICK =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "sliceTick", VarHandle.class, Processor.class, long.class);
  private static final VarHandle LONE_WAKE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "loneWake", VarHandle.class, Processor.class, long.class);
  private static final VarHandle LONE_WAKE_TICK =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "loneWakeTick", VarHandle.class, Processor.class, long.class);
  private static final VarHandle YIELD_NOW =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "yieldNow", VarHandle.class, Processor.class, boolean.class);

  /** How often a goroutine that is readied alone may wake a thief, and how often where many run. */
  static final long LONE_WAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  static final long FAST_LONE_WAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Who runs goroutines for less than this each, on average, switches fast. */
  static final long FAST_RUN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  /** Its place among the processors. */
  final int slot;

  final RunQueue ring;

  /** The timers of this place; a replacement takes them over. Null without the timer module. */
  final @Nullable EventSource timers;

  final ProcessorCounters counters = new ProcessorCounters();
  private final GlobalQueue global;
  private final @Nullable Scheduled[] spill;

  static final int NOT_RETIRED = -1;

  /** Where it stands among the retired ones: {@link Processors} guards it. */
  int retiredIndex = NOT_RETIRED;

  private volatile @Nullable Machine machine;

  /** Whether there was no thread to be had for it. */
  private volatile boolean unmanned;

  /** Until when the machine of this idle processor sleeps. */
  private volatile long sleepUntil = EventSource.NONE;

  @SuppressWarnings("UnusedVariable") // accessed through STATUS
  private volatile int status = ACTIVE;

  @SuppressWarnings("UnusedVariable") // accessed through RUNNEXT
  private volatile @Nullable Scheduled runnext;

  @SuppressWarnings("UnusedVariable") // accessed through RUN_TICK
  private volatile long runTick;

  @SuppressWarnings("UnusedVariable") // accessed through SLICE_TICK
  private volatile long sliceTick;

  /** When a goroutine that was readied alone last woke a thief: coarse time. */
  @SuppressWarnings("UnusedVariable") // accessed through LONE_WAKE
  private volatile long loneWake = System.nanoTime() - FAST_LONE_WAKE_NANOS;

  /** The runTick of that moment. */
  @SuppressWarnings("UnusedVariable") // accessed through LONE_WAKE_TICK
  private volatile long loneWakeTick = -1;

  @SuppressWarnings("UnusedVariable") // accessed through YIELD_NOW
  private volatile boolean yieldNow;

  Processor(int slot, int ringSize, GlobalQueue global, @Nullable EventSource timers) {
    this.slot = slot;
    this.timers = timers;
    this.ring = new RunQueue(ringSize);
    this.spill = new @Nullable Scheduled[ringSize / 2];
    this.global = global;
  }

  // The owner's side

  /**
   * Puts a goroutine in front of all others here; the one that was there goes to the ring's end.
   * Owner only.
   *
   * @return whether anything is now ready here besides this goroutine, so that another machine
   *     could help
   */
  boolean putNext(Scheduled goroutine) {
    Scheduled displaced = null;
    if (runnextOpaque() == null) {
      // Thieves only ever store null, so there is nothing to displace.
      RUNNEXT.setRelease(this, goroutine);
    } else {
      displaced = (Scheduled) RUNNEXT.getAndSet(this, goroutine);
    }
    if (displaced == null) {
      return !ring.isEmpty();
    }
    try {
      putLast(displaced);
    } catch (StackOverflowError e) {
      // No call here, so no overflow again.
      displaced.unheard = true;
      displaced.kernel.someUnheard = true;
    }
    return true;
  }

  /**
   * Puts a goroutine at the ring's end, moving half the ring to the global queue if it is full.
   * Owner only.
   */
  void putLast(Scheduled goroutine) {
    while (!ring.put(goroutine)) {
      StackReserve.check();
      int n = ring.spill(spill);
      if (n > 0) {
        global.putAll(spill, n);
        global.putTaken(goroutine);
        counters.spilled(n + 1);
        Arrays.fill(spill, null);
        return;
      }
    }
  }

  /**
   * The goroutine to run next of those that are here, or null. Begins a slice if it is to. Owner
   * only.
   */
  @Nullable Scheduled next() {
    Scheduled next = runnextOpaque();
    if (next != null && casRunnext(next, null)) {
      return next;
    }
    Scheduled first = ring.take();
    if (first != null) {
      beginSlice();
    }
    return first;
  }

  /**
   * If the chain of runnexts has used up its slice, sends it behind the ring: whether it was so.
   * Owner only.
   */
  boolean endSliceIfAsked() {
    if (!yieldNowOpaque()) {
      return false;
    }
    yieldNow(false);
    Scheduled next = runnextOpaque();
    if (next != null && casRunnext(next, null)) {
      putLast(next);
    }
    return true;
  }

  /** The goroutine that runs now has a time slice of its own. Owner only. */
  void beginSlice() {
    SLICE_TICK.setOpaque(this, (long) SLICE_TICK.get(this) + 1);
  }

  /** Another goroutine runs now. Owner only. */
  void beginRun() {
    RUN_TICK.setOpaque(this, (long) RUN_TICK.get(this) + 1);
  }

  /**
   * Whether a goroutine that was just readied, and is alone here, may wake a thief now. Owner only.
   *
   * @param now the kernel's coarse time
   */
  boolean takeLoneWake(long now) {
    long since = now - (long) LONE_WAKE.get(this);
    if (since < LONE_WAKE_NANOS) {
      return false;
    }
    long tick = (long) RUN_TICK.get(this);
    if (since < FAST_LONE_WAKE_NANOS && runsSince(tick) * FAST_RUN_NANOS > since) {
      return false;
    }
    LONE_WAKE_TICK.setOpaque(this, tick);
    LONE_WAKE.setOpaque(this, now);
    return true;
  }

  private long runsSince(long tick) {
    return tick - (long) LONE_WAKE_TICK.get(this);
  }

  // Everybody's side

  /**
   * The goroutine in front, if it stands there since the running one woke a thief for it: a lone
   * wake. Null otherwise.
   */
  @Nullable Scheduled standingAlone() {
    return (long) LONE_WAKE_TICK.getOpaque(this) == runTick() ? runnextAcquire() : null;
  }

  /** Whether a machine that has nothing to run may take something from here. */
  boolean hasWorkForThieves() {
    return !ring.isEmpty() || standingAlone() != null;
  }

  /** Whether there may soon be another lone wake, for which the coarse time has to go on. */
  boolean wokeLoneLately(long now) {
    return now - (long) LONE_WAKE.getOpaque(this) < FAST_LONE_WAKE_NANOS;
  }

  /**
   * Fires what is due here. By its machine at each look for work, by sysmon when the machine is
   * held up.
   */
  void fireDue() {
    EventSource timers = this.timers;
    if (timers != null) {
      long next = timers.nextDeadline();
      if (next != EventSource.NONE) {
        long now = System.nanoTime();
        if (next - now <= 0) {
          timers.fireDue(now);
        }
      }
    }
  }

  /** When the next timer is due; {@link EventSource#NONE} if none is pending. */
  long nextDeadline() {
    return timers == null ? EventSource.NONE : timers.nextDeadline();
  }

  void sleepUntil(long deadline) {
    sleepUntil = deadline;
  }

  boolean isSleepingBeyond(long deadline) {
    long until = sleepUntil;
    return status() == IDLE && (until == EventSource.NONE || deadline - until < 0);
  }

  void unparkMachine() {
    LockSupport.unpark(machine);
  }

  /** Takes the goroutine in front if it is still {@code expected}. */
  boolean stealNext(Scheduled expected) {
    return casRunnext(expected, null);
  }

  @Nullable Scheduled peekNext() {
    return runnextOpaque();
  }

  boolean isEmpty() {
    for (; ; ) {
      long puts = ring.puts();
      if (!ring.isEmpty() || runnextAcquire() != null) {
        return false;
      }
      if (ring.puts() == puts) {
        return true;
      }
      // What was in runnext at the first look may have gone to the ring before the second.
    }
  }

  int queued() {
    return ring.size() + (runnextAcquire() == null ? 0 : 1);
  }

  long runTick() {
    return (long) RUN_TICK.getOpaque(this);
  }

  long sliceTick() {
    return (long) SLICE_TICK.getOpaque(this);
  }

  void yieldNow(boolean value) {
    YIELD_NOW.setOpaque(this, value);
  }

  /** Whether it has to be watched: its machine runs something, or looks, or is about to. */
  boolean isActive() {
    return status() <= WOKEN;
  }

  boolean isRetired() {
    return status() == RETIRED;
  }

  boolean casStatus(int expected, int value) {
    return STATUS.compareAndSet(this, expected, value);
  }

  int status() {
    return (int) STATUS.getVolatile(this);
  }

  boolean isUnmanned() {
    return unmanned;
  }

  void unmanned(boolean value) {
    unmanned = value;
  }

  @Nullable Machine machine() {
    return machine;
  }

  void machine(Machine machine) {
    this.machine = machine;
  }

  @Override
  public String toString() {
    String name =
        switch (status()) {
          case ACTIVE -> "active";
          case WOKEN -> "woken";
          case IDLE -> "idle";
          default -> "retired";
        };
    return "P" + slot + "[" + name + ", queued " + queued() + "]";
  }

  private @Nullable Scheduled runnextOpaque() {
    return (Scheduled) RUNNEXT.getOpaque(this);
  }

  private @Nullable Scheduled runnextAcquire() {
    return (Scheduled) RUNNEXT.getAcquire(this);
  }

  private boolean casRunnext(Scheduled expected, @Nullable Scheduled value) {
    return RUNNEXT.compareAndSet(this, expected, value);
  }

  private boolean yieldNowOpaque() {
    return (boolean) YIELD_NOW.getOpaque(this);
  }
}
