package dev.gopark.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Risk: a run returns before the task that another one runs has ended, or does not see what it did.
 *
 * <p>{@code java -jar jcstress.jar -t OncePublication}
 */
public class OncePublication {
  /** The tempting version: done before the task has run. */
  @JCStressTest
  @Outcome(id = "7, 7, 1", expect = ACCEPTABLE, desc = "Both see what the task did.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Returned before the task had run.")
  @State
  public static class Broken {
    private final AtomicBoolean done = new AtomicBoolean();
    private int data;
    private int runs;

    private int run() {
      if (done.compareAndSet(false, true)) {
        data = 7;
        runs++;
      }
      return data;
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = run();
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = run();
    }

    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = runs;
    }
  }

  @JCStressTest
  @Outcome(id = "7, 7, 1", expect = ACCEPTABLE, desc = "Both see what the task did.")
  @Outcome(expect = FORBIDDEN, desc = "Returned before the task had run, or run twice.")
  @State
  public static class Actual {
    private final Once once = new Once();
    private int data;
    private int runs;

    private int run() {
      Op.run(
          once,
          () -> {
            data = 7;
            runs++;
          });
      return data;
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = run();
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = run();
    }

    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = runs;
    }
  }
}
