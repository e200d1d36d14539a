package dev.gopark.testing;

import dev.gopark.testing.internal.Simulated;
import dev.gopark.testing.internal.Sites;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run as woven code sees it: what the hooks ask, answered for the goroutine that asks. */
final class Woven implements Simulated {
  /*
   * Asked by a goroutine of the run, on its own stack, or by the carrier itself, which runs woven code when it
   * fires nothing but looks: for the next deadline, and for texts of a trace. The carrier must not wait: whoever
   * holds what it needs may be waiting for the carrier.
   */

  /** A loop that has looked so often waits for others; before that it is only slow. */
  private static final int SPINS = 300;

  private final Run run;
  private final Plan plan;
  private int hashes;

  Woven(Run run, Plan plan) {
    this.run = run;
    this.plan = plan;
  }

  Run run() {
    return run;
  }

  /** The goroutine that asks, if it may be disturbed here. */
  private @Nullable Routine disturbed() {
    Routine self = run.mounted();
    return self != null && self.alone == 0 && !run.isQuiet() ? self : null;
  }

  private void requireNotCarrier() {
    if (run.isCarrier()) {
      throw new Trace.HeldUp();
    }
  }

  // Turns

  @Override
  public void point(int site) {
    Routine self = disturbed();
    if (self != null) {
      run.point(self, site);
    }
  }

  @Override
  public void relax(boolean spins) {
    Routine self = run.mounted();
    if (self == null || self.alone > 0) {
      requireNotCarrier();
      Thread.onSpinWait();
    } else if (spins && ++self.spins < SPINS) {
      point(Sites.SPIN);
    } else {
      self.spins = 0;
      Thread.yield();
    }
  }

  @Override
  public void alone(boolean enters) {
    Routine self = run.mounted();
    if (self != null) {
      self.alone += enters ? 1 : -1;
    }
  }

  // Time

  @Override
  public long nanoTime() {
    return run.time().now();
  }

  @Override
  public Instant now() {
    return run.time().calendar(run.time().now());
  }

  @Override
  public void parkNanos(@Nullable Object blocker, long nanos) {
    Routine self = run.mounted();
    if (self == null || self.alone > 0) {
      requireNotCarrier();
      LockSupport.parkNanos(blocker, nanos);
    } else if (nanos > 0) {
      Thread thread = Thread.currentThread();
      VirtualTime.Sleeper sleeper = run.time().add(nanos, () -> LockSupport.unpark(thread));
      try {
        LockSupport.park(blocker);
      } finally {
        run.time().remove(sleeper);
      }
    }
  }

  // Numbers

  @Override
  public long random() {
    Routine self = run.running();
    return self == null ? plan.seed() : Rng.mix(plan.seed(), ((long) self.id << 32) + ++self.draws);
  }

  @Override
  public long threadId(Thread thread) {
    Routine routine = run.routineOf(thread);
    return routine == null ? thread.threadId() : routine.id;
  }

  @Override
  public int identity(Object object) {
    // A trace, which the carrier makes, must not change the numbers that the program gets.
    return run.mounted() == null ? System.identityHashCode(object) : ++hashes;
  }

  // Faults

  @Override
  public void callback() {
    Routine self = disturbed();
    if (self != null) {
      run.faults().atCallback(self);
    }
  }

  @Override
  public void allocation() {
    Routine self = disturbed();
    if (self != null) {
      run.faults().atAllocation(self);
    }
  }

  @Override
  public void made(Object object) {
    run.faults().made(object);
  }
}
