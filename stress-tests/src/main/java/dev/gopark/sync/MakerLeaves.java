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

/**
 * Risk: the caller that does shared work is interrupted, and one who joins at that moment is given
 * the interrupt, or waits for work that nobody does any more (a hang).
 *
 * <p>{@code java -jar jcstress.jar -t MakerLeaves}
 */
public class MakerLeaves {
  private MakerLeaves() {}

  /** Whoever leaves looks for others, and then closes the door. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Too late: does it alone.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Seen: takes over.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Joined, and nobody has seen it.")
  @State
  public static class Broken {
    private volatile int joined;
    private volatile int closed;

    @Actor
    public void leaves(II_Result r) {
      r.r2 = joined;
      closed = 1;
    }

    @Actor
    public void joins(II_Result r) {
      r.r1 = closed;
      joined = 1;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 7"},
      expect = ACCEPTABLE,
      desc = "The one is interrupted, the other has its result.")
  @Outcome(id = "7, 7", expect = ACCEPTABLE, desc = "The other made the call for both.")
  @Outcome(expect = FORBIDDEN, desc = "The other one's interrupt.")
  @State
  public static class ActualSingleFlight {
    private final SingleFlight<String, Integer> flights = new SingleFlight<>();

    private int run(boolean interrupted) {
      try {
        return flights.run(
            "key",
            () -> {
              if (interrupted) {
                throw new InterruptedException("on purpose");
              }
              return 7;
            });
      } catch (InterruptedException e) {
        return 1;
      }
    }

    @Actor
    public void leaves(II_Result r) {
      r.r1 = run(true);
    }

    @Actor
    public void joins(II_Result r) {
      r.r2 = run(false);
    }

    @Arbiter
    public void arbiter(II_Result r) {
      if (!flights.toString().equals("SingleFlight[]")) {
        r.r2 = -1;
      }
    }
  }
}
