package dev.gopark.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Risk: a machine has seen that its processor is not retired and puts a goroutine there while
 * sysmon retires it and moves what is queued: the goroutine stays where nobody looks, or is moved
 * twice. See the design comment of {@link Processor}, "Life of a processor".
 *
 * <p>{@code java -jar jcstress.jar -t RetireAgainstReady}
 */
public class RetireAgainstReady {
  /** The hogged processor, with one goroutine in its ring and one in front of that. */
  public abstract static class Steps {
    final GlobalQueue global = new GlobalQueue();
    final Processor hogged = new Processor(0, 2, global, null);
    final Processor fresh = new Processor(0, 2, global, null);
    final Tally tally = new Tally();

    Steps() {
      hogged.putLast(Tally.A);
      hogged.putNext(Tally.B);
    }

    /** As Kernel.ready. */
    void ready(Scheduled goroutine) {
      if (hogged.isRetired()) {
        global.put(goroutine);
      } else {
        hogged.putNext(goroutine);
      }
    }

    /** As Processors.replace. */
    void replace() {
      if (!hogged.casStatus(Processor.ACTIVE, Processor.RETIRED)) {
        throw new AssertionError("not active: " + hogged);
      }
      drainInto(fresh);
    }

    void drainInto(Processor to) {
      Scheduled next = hogged.peekNext();
      if (next != null && hogged.stealNext(next)) {
        to.putLast(next);
      }
      for (Scheduled g; (g = hogged.ring.stealOne()) != null; ) {
        to.putLast(g);
      }
    }

    void count(III_Result r) {
      tally.countAll(fresh);
      tally.countAll(global);
      r.r1 = tally.a;
      r.r2 = tally.b;
      r.r3 = tally.c;
    }
  }

  /** Sysmon moves once, and nobody looks there again. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Left behind.")
  @State
  public static class Broken extends Steps {
    @Actor
    public void machine() {
      ready(Tally.C);
    }

    @Actor
    public void sysmon() {
      replace();
    }

    @Arbiter
    public void rest(III_Result r) {
      count(r);
    }
  }

  /** The next round of sysmon looks again. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class Actual extends Steps {
    @Actor
    public void machine() {
      ready(Tally.C);
    }

    @Actor
    public void sysmon() {
      replace();
    }

    @Arbiter
    public void rest(III_Result r) {
      drainInto(fresh);
      count(r);
    }
  }

  /** The machine comes back, and drains its processor while sysmon does. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualDrop extends Steps {
    private final Processor other = new Processor(0, 2, global, null);

    public ActualDrop() {
      hogged.casStatus(Processor.ACTIVE, Processor.RETIRED);
    }

    @Actor
    public void machine() {
      drainInto(other);
    }

    @Actor
    public void sysmon() {
      drainInto(fresh);
    }

    @Arbiter
    public void rest(III_Result r) {
      tally.countAll(other);
      count(r);
    }
  }
}
