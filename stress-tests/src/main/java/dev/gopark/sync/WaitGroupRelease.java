package dev.gopark.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: await sleeps through the last done, returns early, or does not see what led to it; a wait
 * that gives up leaves the group marked as waited for.
 *
 * <p>{@code java -jar jcstress.jar -t WaitGroupRelease}
 */
public class WaitGroupRelease {
  /** Look at the counter and say that one waits, without making the two exclude each other. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Sees zero, or is seen waiting.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Waits, and nobody knows.")
  @State
  public static class Broken {
    private int counter = 1;
    private int waiting;

    @Actor
    public void awaits(II_Result r) {
      waiting = 1;
      r.r1 = counter;
    }

    @Actor
    public void does(II_Result r) {
      counter = 0;
      r.r2 = waiting;
    }
  }

  @JCStressTest
  @Outcome(id = "7", expect = ACCEPTABLE, desc = "Waited, and sees it.")
  @Outcome(expect = FORBIDDEN, desc = "Returned early.")
  @State
  public static class Actual {
    private final WaitGroup group = new WaitGroup();
    private int data;

    public Actual() {
      group.add(1);
    }

    @Actor
    public void does() {
      data = 7;
      group.done();
    }

    @Actor
    public void awaits(I_Result r) {
      Op.await(group);
      r.r1 = data;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "7, 1"},
      expect = ACCEPTABLE,
      desc = "Too late, or in time; usable after.")
  @Outcome(expect = FORBIDDEN, desc = "Returned early, or the group is not as new.")
  @State
  public static class ActualGivesUp {
    private final WaitGroup group = new WaitGroup();
    private int data;

    public ActualGivesUp() {
      group.add(1);
    }

    @Actor
    public void does() {
      data = 7;
      group.done();
    }

    @Actor
    public void awaits(II_Result r) {
      if (Op.awaitSoon(group)) {
        r.r1 = data;
      }
    }

    @Arbiter
    public void arbiter(II_Result r) {
      group.add(1);
      group.done();
      r.r2 = group.toString().endsWith("[0, 0 waiting]") ? 1 : 0;
    }
  }
}
