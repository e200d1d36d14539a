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
 * Risk: an owner that puts, takes or spills and a thief that takes half get the same goroutine, or
 * one comes out for nobody; a slot is written again while a thief still reads it. See the design
 * comment of {@link RunQueue}.
 *
 * <p>{@code java -jar jcstress.jar -t RingPushStealOnce}
 */
public class RingPushStealOnce {
  /** The ring with an index that is moved by a look and a store. */
  private static final class Tiny {
    final Scheduled[] slots = {Tally.A, Tally.B, Tally.C};
    volatile int head;

    Scheduled take() {
      int head = this.head;
      if (head == slots.length) {
        return null;
      }
      Scheduled first = slots[head];
      this.head = head + 1;
      return first;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Twice.")
  @State
  public static class Broken {
    private final Tiny ring = new Tiny();
    private final Tally owner = new Tally();
    private final Tally thief = new Tally();

    @Actor
    public void owner() {
      owner.count(ring.take());
    }

    @Actor
    public void thief() {
      thief.count(ring.take());
    }

    @Arbiter
    public void rest(III_Result r) {
      for (Scheduled g; (g = ring.take()) != null; ) {
        owner.count(g);
      }
      r.r1 = owner.a + thief.a;
      r.r2 = owner.b + thief.b;
      r.r3 = owner.c + thief.c;
    }
  }

  /** What the cases have in common. */
  public abstract static class Rings {
    final RunQueue ring;
    final RunQueue stolen;
    final Tally owner = new Tally();
    final Tally thief = new Tally();

    Rings(int capacity) {
      ring = new RunQueue(capacity);
      stolen = new RunQueue(capacity);
    }

    void stealHalf() {
      thief.count(ring.stealInto(stolen));
    }

    void count(III_Result r) {
      owner.countAll(ring);
      thief.countAll(stolen);
      r.r1 = owner.a + thief.a;
      r.r2 = owner.b + thief.b;
      r.r3 = owner.c + thief.c;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualTake extends Rings {
    public ActualTake() {
      super(4);
      ring.put(Tally.A);
      ring.put(Tally.B);
      ring.put(Tally.C);
    }

    @Actor
    public void owner() {
      owner.count(ring.take());
      owner.count(ring.take());
    }

    @Actor
    public void thief() {
      stealHalf();
    }

    @Arbiter
    public void rest(III_Result r) {
      count(r);
    }
  }

  /** The owner comes round and writes the slots that the thief is reading. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualPutRound extends Rings {
    public ActualPutRound() {
      super(2);
      ring.put(Tally.A);
      ring.put(Tally.B);
    }

    @Actor
    public void owner() {
      owner.count(ring.take());
      if (!ring.put(Tally.C)) {
        throw new AssertionError("full: " + ring);
      }
      owner.count(ring.take());
    }

    @Actor
    public void thief() {
      stealHalf();
    }

    @Arbiter
    public void rest(III_Result r) {
      count(r);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualSpill extends Rings {
    private final GlobalQueue global = new GlobalQueue();
    private final Scheduled[] spill = new Scheduled[1];

    public ActualSpill() {
      super(2);
      ring.put(Tally.A);
      ring.put(Tally.B);
    }

    @Actor
    public void owner() {
      while (!ring.put(Tally.C)) {
        int n = ring.spill(spill);
        global.putAll(spill, n);
      }
    }

    @Actor
    public void thief() {
      stealHalf();
    }

    @Arbiter
    public void rest(III_Result r) {
      owner.countAll(global);
      count(r);
    }
  }

  /** As sysmon does to a processor that it retires. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Each once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualStealOne extends Rings {
    public ActualStealOne() {
      super(2);
      ring.put(Tally.A);
      ring.put(Tally.B);
    }

    @Actor
    public void owner() {
      owner.count(ring.take());
      ring.put(Tally.C);
    }

    @Actor
    public void thief() {
      thief.count(ring.stealOne());
      thief.count(ring.stealOne());
    }

    @Arbiter
    public void rest(III_Result r) {
      count(r);
    }
  }
}
