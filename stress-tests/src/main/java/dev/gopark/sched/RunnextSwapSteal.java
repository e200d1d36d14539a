package dev.gopark.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: the owner takes or displaces the goroutine in front while a thief takes it as gone stale:
 * both run it, or the one that was put instead is wiped out. See the design comment of {@link
 * Processor}.
 *
 * <p>{@code java -jar jcstress.jar -t RunnextSwapSteal}
 */
public class RunnextSwapSteal {
  /** The thief looks and then clears. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Lost or doubled.")
  @State
  public static class Broken {
    private volatile Scheduled next = Tally.A;
    private final Tally owner = new Tally();
    private final Tally thief = new Tally();

    @Actor
    public void owner() {
      owner.count(next);
      next = Tally.B;
    }

    @Actor
    public void thief() {
      Scheduled seen = next;
      if (seen == Tally.A) {
        next = null;
        thief.count(seen);
      }
    }

    @Arbiter
    public void rest(II_Result r) {
      owner.count(next);
      r.r1 = owner.a + thief.a;
      r.r2 = owner.b + thief.b;
    }
  }

  /** What the cases have in common. */
  public abstract static class Processors {
    final Processor processor = new Processor(0, 2, new GlobalQueue(), null);
    final Tally owner = new Tally();
    final Tally thief = new Tally();

    void steal(Scheduled expected) {
      if (processor.stealNext(expected)) {
        thief.count(expected);
      }
    }

    void count(II_Result r) {
      owner.countAll(processor);
      r.r1 = owner.a + thief.a;
      r.r2 = owner.b + thief.b;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualDisplace extends Processors {
    public ActualDisplace() {
      processor.putNext(Tally.A);
    }

    @Actor
    public void owner() {
      processor.putNext(Tally.B);
    }

    @Actor
    public void thief() {
      steal(Tally.A);
    }

    @Arbiter
    public void rest(II_Result r) {
      count(r);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualTake extends Processors {
    public ActualTake() {
      processor.putNext(Tally.A);
    }

    @Actor
    public void owner() {
      owner.count(processor.next());
      processor.putNext(Tally.B);
    }

    @Actor
    public void thief() {
      steal(Tally.A);
    }

    @Arbiter
    public void rest(II_Result r) {
      count(r);
    }
  }

  /** The end of a slice sends the one in front behind the ring. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualEndOfSlice extends Processors {
    public ActualEndOfSlice() {
      processor.putLast(Tally.B);
      processor.putNext(Tally.A);
      processor.yieldNow(true);
    }

    @Actor
    public void owner() {
      processor.endSliceIfAsked();
    }

    @Actor
    public void thief() {
      steal(Tally.A);
    }

    @Arbiter
    public void rest(II_Result r) {
      count(r);
    }
  }
}
