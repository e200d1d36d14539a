package dev.gopark.testing;

import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.SendChannel;
import dev.gopark.context.CancelContext;
import dev.gopark.internal.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What goes wrong in one run, and when. */
final class Faults {
  /*
   * A fault is a decision like the choice of a goroutine, taken at a goroutine's own n-th point, so it is
   * replayed and left out in the same way. How often one strikes, and how many may, differs from run to run:
   * one fault in a thousand points finds other things than three in ten.
   */
  private static final int MOST_OFTEN = 2;
  private static final int RATES = 7;
  private static final int MOST = 4;

  private static final long SECOND = 1_000_000_000L;

  private final Run run;
  private final Set<Fault> enabled;
  private final long seed;
  private final Rng rng;
  private final Decisions.@Nullable Replay replay;
  private final int rate;
  private int left;

  /** Those that could run, but for a fault. */
  private final List<Routine> slow = new ArrayList<>();

  private int patience;
  private boolean closed;

  /** What can be closed or cancelled, oldest first. */
  private final List<Object> made = new ArrayList<>();

  Faults(Run run, Plan plan, Chooser chooser) {
    this.run = run;
    enabled = plan.faults();
    seed = plan.seed();
    rng = new Rng(Rng.mix(seed, 2));
    replay = chooser instanceof Decisions.Replay r ? r : null;
    rate = 1 << (MOST_OFTEN + rng.below(RATES));
    left = replay == null ? 1 + rng.below(MOST) : Integer.MAX_VALUE;
  }

  boolean isEmpty() {
    return enabled.isEmpty();
  }

  /** Whether a fault strikes at a goroutine's next point. */
  private boolean strikes(Fault fault, Routine at) {
    if (!enabled.contains(fault)) {
      return false;
    }
    at.points++;
    if (replay != null) {
      return replay.fault(at) == fault.number;
    }
    if (left == 0 || rng.below(rate) != 0) {
      return false;
    }
    left--;
    return true;
  }

  /** A number that goes with the point at which a fault has struck. */
  private long detail(Routine at) {
    return Rng.mix(seed, ((long) at.id << 32) + at.points) >>> 1;
  }

  /** Something has been made that a fault may end. */
  void made(Object object) {
    if (!enabled.isEmpty()) {
      made.add(object);
    }
  }

  private @Nullable SendChannel<?> channel(Routine at) {
    return pick(SendChannel.class, at);
  }

  private @Nullable CancelContext context(Routine at) {
    return pick(CancelContext.class, at);
  }

  private <T> @Nullable T pick(Class<T> type, Routine at) {
    List<T> candidates = new ArrayList<>();
    for (Object object : made) {
      if (type.isInstance(object)) {
        candidates.add(type.cast(object));
      }
    }
    return candidates.isEmpty() ? null : candidates.get((int) (detail(at) % candidates.size()));
  }

  // When they strike

  /** Between two turns: whatever goes wrong now. */
  void betweenTurns(Routine at) {
    if (strikes(Fault.CLOCK_JUMP, at) && run.time().next() != EventSource.NONE) {
      long detail = detail(at);
      if ((detail & 1) == 0) {
        run.time().jump();
      } else {
        run.time().skip(detail % SECOND);
      }
      run.struck(at, Fault.CLOCK_JUMP, "time goes on");
      run.fire();
    }
    if (strikes(Fault.SLOW_GOROUTINE, at) && !run.ready().isEmpty()) {
      Routine routine = run.ready().remove((int) (detail(at) % run.ready().size()));
      slow.add(routine);
      run.struck(at, Fault.SLOW_GOROUTINE, routine + " is slow");
    }
    if (strikes(Fault.INTERRUPT, at)) {
      Routine routine = run.alive().get((int) (detail(at) % run.alive().size()));
      Thread thread = routine.thread();
      if (thread != null && routine.id > Run.MAIN) {
        run.struck(at, Fault.INTERRUPT, "interrupt of " + routine);
        routine.cut = true;
        thread.interrupt();
      }
    }
    if (strikes(Fault.CANCEL, at)) {
      CancelContext context = context(at);
      if (context != null) {
        run.struck(at, Fault.CANCEL, "cancel of a context");
        run.spawn("canceller", context::cancel);
      }
    }
    if (strikes(Fault.CLOSE, at)) {
      SendChannel<?> channel = channel(at);
      if (channel != null) {
        run.struck(at, Fault.CLOSE, "close of " + channel);
        closed = true;
        run.spawn("closer", channel::tryClose);
      }
    }
  }

  /** Nobody but the slow can run: they do, unless time goes on first. */
  void endSlowness() {
    Routine first = slow.getFirst();
    boolean longer = (Rng.mix(seed, ++patience) & 1) == 0;
    if (!longer || !run.advance()) {
      slow.removeFirst();
      run.ready().add(first);
    }
  }

  boolean isAnybodySlow() {
    return !slow.isEmpty();
  }

  /** The run is over: nobody is slow any more. */
  void endAll() {
    run.ready().addAll(slow);
    slow.clear();
  }

  /** A goroutine starts another. */
  void atStart(Routine by) {
    if (strikes(Fault.FAILED_START, by)) {
      run.struck(by, Fault.FAILED_START, "a thread does not start");
      throw new MemoryFault("unable to create a thread");
    }
  }

  void atCallback(Routine self) {
    if (strikes(Fault.CALLBACK_THROWS, self)) {
      run.struck(self, Fault.CALLBACK_THROWS, "a callback throws");
      throw new CallbackFault();
    }
  }

  void atAllocation(Routine self) {
    if (strikes(Fault.OUT_OF_MEMORY, self)) {
      run.struck(self, Fault.OUT_OF_MEMORY, "no memory");
      throw new MemoryFault("no memory");
    }
  }

  /** Whether what has ended a goroutine comes from a fault. */
  boolean explain(Routine routine, Throwable thrown) {
    return isFault(thrown)
        || (routine.cut && thrown instanceof InterruptedException)
        || (closed && thrown instanceof ChannelClosedException);
  }

  /** What a callback throws that a fault has hit. */
  private static final class CallbackFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallbackFault() {
      super("simulated: a callback throws");
    }
  }

  /** What is thrown where there is said to be no memory. */
  private static final class MemoryFault extends OutOfMemoryError {
    private static final long serialVersionUID = 1L;

    MemoryFault(String what) {
      super("simulated: " + what);
    }
  }

  /** Whether a throwable is a fault's, or comes from one. */
  private static boolean isFault(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof CallbackFault || t instanceof MemoryFault) {
        return true;
      }
      for (Throwable suppressed : t.getSuppressed()) {
        if (suppressed instanceof CallbackFault || suppressed instanceof MemoryFault) {
          return true;
        }
      }
    }
    return false;
  }
}
