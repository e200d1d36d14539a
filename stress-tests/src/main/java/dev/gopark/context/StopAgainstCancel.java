package dev.gopark.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a task of afterFunc is taken back and started, or neither (X12). The claim is what a walk
 * makes before it starts the goroutine.
 *
 * <p>{@code java -jar jcstress.jar -t StopAgainstCancel}
 */
public class StopAgainstCancel {
  /** Look, then set. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Started, or stopped.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Started and stopped.")
  @State
  public static class Broken {
    private volatile Task task = () -> {};

    private int take() {
      boolean taken = task != null;
      task = null;
      return taken ? 1 : 0;
    }

    @Actor
    public void cancels(II_Result r) {
      r.r1 = take();
    }

    @Actor
    public void stops(II_Result r) {
      r.r2 = take();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Started, or stopped.")
  @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
  @State
  public static class Actual {
    private final CancelNode node = new CancelNode(Context.background());
    private final AfterFunc leaf = AfterFunc.register(node, () -> {});

    @Actor
    public void cancels(II_Result r) {
      r.r1 = node.claim(leaf) ? 1 : 0;
    }

    @Actor
    public void stops(II_Result r) {
      r.r2 = leaf.getAsBoolean() ? 1 : 0;
    }
  }
}
