package dev.gopark.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.TimeEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a deadline rings, and only tries the locks on its way, while the context or its parent is
 * cancelled: something is left to neither of the two, an open channel, a child in the parent's list
 * or an alarm.
 *
 * <p>{@code java -jar jcstress.jar -t RingAgainstCancel}
 */
public class RingAgainstCancel {
  /** The ring gives up when the lock is taken, and leaves it to a holder who does not know. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both did their part.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "The ring's part was not done.")
  @State
  public static class Broken {
    private final AtomicBoolean locked = new AtomicBoolean();
    private int done;

    @Actor
    public void rings() {
      if (locked.compareAndSet(false, true)) {
        done++;
        locked.set(false);
      }
    }

    @Actor
    public void holds() {
      while (!locked.compareAndSet(false, true)) {
        Thread.onSpinWait();
      }
      done++;
      Thread.onSpinWait();
      locked.set(false);
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = done;
    }
  }

  /** An engine with one alarm, which never rings by itself. */
  static final class Silent implements TimeEngine, Alarm {
    private volatile boolean set;

    @Override
    public Alarm alarm(Alarm.Target target) {
      return this;
    }

    @Override
    public Alarm start(Alarm.Target target, long deadline) {
      set = true;
      return this;
    }

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public Instant instant(long nanos) {
      return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public boolean set(long deadline) {
      set = true;
      return true;
    }

    @Override
    public boolean stop() {
      set = false;
      return true;
    }

    @Override
    public boolean discard() {
      return stop();
    }

    @Override
    public boolean isSet() {
      return set;
    }
  }

  /** r1: ended, and the channel closed. r2: children that are left. r3: whether an alarm is. */
  abstract static class Rung {
    final Silent engine = new Silent();
    final CancelNode parent = new CancelNode(Context.background());
    final DeadlineContext ctx =
        (DeadlineContext) DeadlineContext.after(engine, parent, Duration.ofNanos(10), null);

    Rung() {
      ctx.done();
    }

    final void look(III_Result r) {
      // A goroutine does what the ring could not.
      for (int i = 0; parent.checkInvariants() != 0 && i < 10_000_000; i++) {
        Thread.yield();
      }
      r.r1 = ctx.err() != null && ctx.done().isDrained() ? 1 : 0;
      r.r2 = parent.checkInvariants();
      r.r3 = engine.isSet() && ctx.cause() instanceof CanceledException ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "It has ended, and left nothing.")
  @Outcome(expect = FORBIDDEN, desc = "Something was left.")
  @State
  public static class ActualSelf extends Rung {
    @Actor
    public void rings() {
      ctx.ring(10);
    }

    @Actor
    public void cancels() {
      ctx.cancel();
    }

    @Arbiter
    public void later(III_Result r) {
      look(r);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "It has ended, and left nothing.")
  @Outcome(expect = FORBIDDEN, desc = "Something was left.")
  @State
  public static class ActualParent extends Rung {
    @Actor
    public void rings() {
      ctx.ring(10);
    }

    @Actor
    public void cancels() {
      parent.cancel();
    }

    @Arbiter
    public void later(III_Result r) {
      look(r);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "It has ended, and left nothing.")
  @Outcome(expect = FORBIDDEN, desc = "Something was left.")
  @State
  public static class ActualSibling extends Rung {
    @Actor
    public void rings() {
      ctx.ring(10);
    }

    @Actor
    public void comesAndGoes() {
      Context.withCancel(parent).cancel();
    }

    @Arbiter
    public void later(III_Result r) {
      look(r);
    }
  }
}
