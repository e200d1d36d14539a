package dev.gopark.testing;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.testing.internal.Carrier;
import dev.gopark.testing.internal.JavaLang;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program: all its goroutines on one carrier, one after the other, in virtual time.
 */
final class Run {
  /*
   * The carrier takes a goroutine from the list of those that are ready and runs its continuation, until it
   * parks, yields or ends; the JDK puts a goroutine into the list, through Routine.execute, whenever one
   * becomes ready. Nothing else runs, so the order is the chooser's, and the run is a function of the program
   * and of what the chooser and the seeds give.
   *
   * Two things are a choice:
   *   a pick    the running goroutine has stopped: who is next
   *   a point   woven code is about to do what others may see: go on, or let another run first. The goroutine
   *             then yields, with the one that was chosen written down for the loop.
   *
   * When nobody is ready, in this order: whoever settles goes on; the run is over if all have ended; it has
   * failed if the program has ended and others have not, since time stops with the program; the time jumps to
   * the next deadline, and the clock's goroutine fires what is due; all are asleep.
   *
   * A goroutine that yields without end, or spins, waits for others; when nothing but yields happens, it waits
   * for time, so the time jumps then too.
   *
   * Everything is confined to the carrier, except readiedFromOutside and progress.
   */
  private static final Object SETTLE =
      new Object() {
        @Override
        public String toString() {
          return "settle";
        }
      };
  private static final int PATIENCE = 100;
  private static final int EMPTY_JUMPS = 100_000;
  private static final int CLOCK = 0;
  static final int MAIN = 1;

  private static final VarHandle PROGRESS =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "progress", VarHandle.class, Run.class, long.class);

  private final Carrier carrier;
  private final Plan plan;
  private final Chooser chooser;
  private final VirtualTime time;
  private final Trace trace;
  private final Decisions decisions = new Decisions();

  private final ArrayList<Routine> ready = new ArrayList<>();
  private final ArrayList<Routine> alive = new ArrayList<>();
  private final Map<Thread, Routine> byThread = new HashMap<>();
  private int ids = MAIN;
  private int live;

  private @Nullable Routine clock;
  private boolean mainEnded;
  private @Nullable Routine running;
  private @Nullable Routine last;

  /** Whom a point has chosen: the running goroutine yields to it. */
  private @Nullable Routine chosen;

  private @Nullable Routine settler;
  private boolean unwinding;

  /** Whether points are no points any more: the run is over, but for its report. */
  private boolean quiet;

  private boolean over;
  private boolean clockEnds;
  private int idleYields;
  private int emptyJumps;
  private int steps;
  private int switches;
  private @Nullable Problem problem;

  private final Faults faults;
  private final Woven woven;

  /** Written by the carrier, read by whoever watches it: both opaque, nothing hangs on it. */
  private long progress;

  private volatile @Nullable Problem outside;

  Run(Carrier carrier, Plan plan, Chooser chooser, boolean traced) {
    this.carrier = carrier;
    this.plan = plan;
    this.chooser = chooser;
    this.time = new VirtualTime(plan.startTime());
    this.trace = new Trace(traced, time);
    this.faults = new Faults(this, plan, chooser);
    this.woven = new Woven(this, plan);
  }

  /** The run that the caller is part of; null outside any simulation. */
  static @Nullable Run current() {
    return Carrier.simulated() instanceof Woven woven ? woven.run() : null;
  }

  /** Runs the program to its end, or to its failure. Called by the carrier. */
  Outcome execute(Task program) {
    carrier.simulate(woven);
    try {
      Go.go("main", program); // through the door, as all others
      loop();
      unwind();
    } finally {
      over = true;
      carrier.simulate(null);
    }
    return new Outcome(problem, trace, decisions, steps, switches, ids - 1, time.elapsed());
  }

  // The loop

  private void loop() {
    while (problem == null) {
      Routine next = chosen;
      chosen = null;
      if (next == null || !next.ready) {
        if (ready.isEmpty()) {
          if (live == 0) {
            return;
          }
          awaken();
          continue;
        }
        if (!faults.isEmpty() && last != null) {
          faults.betweenTurns(last);
        }
        if (ready.isEmpty()) {
          continue;
        }
        next = pick();
      }
      proceed(next);
      if (outside != null && problem == null) {
        problem = outside;
      }
    }
  }

  private Routine pick() {
    Routine last = this.last;
    if (last != null) {
      last.points++;
    }
    if (ready.size() == 1) {
      return ready.getFirst();
    }
    Routine next = chooser.pick(last, ready);
    if (last != null && next != ready.getFirst()) {
      decisions.add(last.id, last.points, next.id);
    }
    return next;
  }

  /** Nobody is ready, and not all have ended: does what comes then. */
  private void awaken() {
    Routine settler = this.settler;
    if (faults.isAnybodySlow()) {
      faults.endSlowness();
    } else if (settler != null) {
      this.settler = null;
      LockSupport.unpark(settler.thread());
    } else if (mainEnded) {
      problem = Problem.leftOver(alive, trace);
    } else if (++emptyJumps > EMPTY_JUMPS) {
      problem = Problem.livelock("the time moves, but nothing happens", alive, trace);
    } else if (!advance()) {
      problem = Problem.deadlock(alive, trace);
    }
  }

  private void proceed(Routine next) {
    ready.remove(next);
    next.ready = false;
    steps++;
    progressed();
    trace.runs(next);
    running = next;
    last = next;
    next.proceed();
    running = null;
    if (steps > plan.maxSteps() && problem == null) {
      problem = tooLong();
    }
    if (!next.ready) {
      stopped(next);
    } else if (chosen == null) {
      yielded(next);
    }
  }

  /** The goroutine that ran has parked or ended. */
  private void stopped(Routine routine) {
    idleYields = 0;
    emptyJumps = routine.daemon ? emptyJumps : 0;
    Thread thread = routine.thread();
    if (thread == null) {
      return;
    }
    switch (thread.getState()) {
      case TERMINATED -> {
        trace.ended(routine);
        alive.remove(routine);
        byThread.remove(thread);
        mainEnded |= routine.id == MAIN;
        if (!routine.daemon) {
          live--;
        }
      }
      case TIMED_WAITING, BLOCKED -> {
        if (problem == null) {
          problem = Problem.realTime(routine, trace);
        }
      }
      default -> trace.parked(routine);
    }
  }

  private void yielded(Routine routine) {
    chooser.yielded(routine);
    trace.yielded(routine);
    if (++idleYields > PATIENCE * ready.size()) {
      idleYields = 0;
      advance();
    }
  }

  /** Lets the time jump, and the clock's goroutine fire: false if nothing is ever due. */
  boolean advance() {
    if (!time.jump()) {
      return false;
    }
    trace.jumped();
    fire();
    return true;
  }

  /** The clock's goroutine has something to do. */
  void fire() {
    Routine clock = this.clock;
    if (clock == null) {
      this.clock =
          start(
              "clock",
              () -> {
                while (!clockEnds) {
                  time.fire();
                  LockSupport.park();
                }
              },
              CLOCK,
              true);
    } else {
      LockSupport.unpark(clock.thread());
    }
  }

  private Problem tooLong() {
    return Problem.livelock("more than " + plan.maxSteps() + " steps", alive, trace);
  }

  // Goroutines

  /** Starts a goroutine of this run. Called on its carrier. */
  Thread spawn(@Nullable String name, Runnable body) {
    Routine by = running;
    if (by != null) {
      faults.atStart(by);
    }
    int id = ids++;
    Routine routine = start(name == null ? "goroutine-" + id : name, body, id, false);
    Thread thread = routine.thread();
    assert thread != null;
    return thread;
  }

  private Routine start(String name, Runnable body, int id, boolean daemon) {
    var routine = new Routine(this, id, name, body, daemon);
    Thread thread = JavaLang.newThread(routine, name, routine);
    add(routine, thread);
    thread.start();
    return routine;
  }

  private void add(Routine routine, @Nullable Thread thread) {
    if (thread != null) {
      routine.thread(thread);
      byThread.put(thread, routine);
    }
    alive.add(routine);
    if (!routine.daemon) {
      live++;
    }
    chooser.created(routine);
    trace.started(running, routine);
  }

  /** A virtual thread that a goroutine has started by means of the JDK. */
  Routine adopt(Routine parent, Runnable continuation) {
    Thread thread = JavaLang.threadOf(continuation);
    int id = ids++;
    String name = thread == null ? "" : thread.getName();
    var child = new Routine(this, id, name.isEmpty() ? "thread-" + id : name, null, false);
    add(child, thread);
    return child;
  }

  /** A goroutine has become ready. Called on the carrier. */
  void ready(Routine routine) {
    if (!over && !routine.ready) {
      routine.ready = true;
      ready.add(routine);
      if (routine != running) {
        trace.woke(running, routine);
      }
    }
  }

  boolean isOurs() {
    return current() == this;
  }

  /** Somebody outside has readied a goroutine: called by that thread. */
  void readiedFromOutside(Routine routine) {
    if (!over && !unwinding && outside == null) {
      outside = Problem.outside(routine, Thread.currentThread());
    }
  }

  void uncaught(Routine routine, Throwable thrown) {
    if (problem == null && !unwinding && !faults.explain(routine, thrown)) {
      quiet = true; // the texts are made by woven code too
      trace.threw(routine, thrown);
      problem = Problem.uncaught(routine, thrown, trace);
    }
  }

  /** Parks the calling goroutine until all others are blocked. */
  void settle() {
    Routine self = running;
    if (self == null || Thread.currentThread() != self.thread()) {
      throw new IllegalStateException("settle is for goroutines of the simulation");
    }
    if (settler != null) {
      throw new IllegalStateException(
          settler + " already settles: one goroutine of a simulation at a time");
    }
    settler = self;
    boolean interrupted = false;
    while (settler == self && !unwinding) {
      interrupted |= Thread.interrupted();
      LockSupport.park(SETTLE);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets what is left after a failure run its finally blocks; whatever does not end is dropped. */
  private void unwind() {
    unwinding = true;
    quiet = true;
    int budget = 100;
    for (Routine routine : List.copyOf(alive)) {
      Thread thread = routine.thread();
      if (!routine.daemon && thread != null) {
        thread.interrupt();
        budget += 100;
      }
    }
    clockEnds = true;
    if (clock != null) {
      LockSupport.unpark(clock.thread());
    }
    faults.endAll();
    while (!ready.isEmpty() && budget-- > 0) {
      Routine next = ready.removeFirst();
      next.ready = false;
      running = next;
      next.proceed();
      running = null;
      progressed();
    }
  }

  // Points

  /** The running goroutine is about to do what others may see: perhaps another runs first. */
  void point(Routine self, int site) {
    self.points++;
    steps++;
    progressed();
    trace.at(self, site);
    if (steps > plan.maxSteps()) {
      Thread.yield(); // the loop ends the run
      return;
    }
    if (!ready.isEmpty()) {
      Routine next = chooser.atPoint(self, ready);
      if (next != null) {
        decisions.add(self.id, self.points, next.id);
        trace.switched(self, site, next);
        switchTo(next);
      }
    }
  }

  private void switchTo(Routine next) {
    chosen = next;
    switches++;
    Thread.yield();
    if (chosen == next) {
      chosen = null; // pinned: it has gone on
    }
  }

  // What belongs to this run

  /** The goroutine on whose stack the caller is; null on the carrier, between turns. */
  @Nullable Routine mounted() {
    Routine self = running;
    return self != null && Thread.currentThread() == self.thread() ? self : null;
  }

  /** The goroutine whose turn it is; a guess if asked by another thread. */
  @Nullable Routine running() {
    return running;
  }

  @Nullable Routine routineOf(Thread thread) {
    return byThread.get(thread);
  }

  boolean isCarrier() {
    return Thread.currentThread() == carrier;
  }

  boolean isQuiet() {
    return quiet;
  }

  VirtualTime time() {
    return time;
  }

  Woven woven() {
    return woven;
  }

  Faults faults() {
    return faults;
  }

  List<Routine> alive() {
    return alive;
  }

  List<Routine> ready() {
    return ready;
  }

  Trace trace() {
    return trace;
  }

  /** A fault is a decision like others. */
  void struck(Routine at, Fault fault, String text) {
    decisions.add(at.id, at.points, -1 - fault.number);
    trace.fault(at, fault, text);
  }

  // For whoever watches

  private void progressed() {
    PROGRESS.setOpaque(this, progress + 1);
  }

  /** A number that changes as long as the run goes on. */
  long progress() {
    return (long) PROGRESS.getOpaque(this);
  }
}
