package dev.gopark.context;

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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: two cancels of one tree meet, and the second returns although something below has not ended
 * (X4), because the first one is in the middle of it.
 *
 * <p>{@code java -jar jcstress.jar -t CancelsMeet}
 */
public class CancelsMeet {
  /** Who finds a node ended takes its subtree for ended. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both returned when all had ended.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "One returned before that.")
  @State
  public static class Broken {
    private final AtomicBoolean root = new AtomicBoolean();
    private final AtomicBoolean below = new AtomicBoolean();

    private int cancel() {
      if (root.compareAndSet(false, true)) {
        below.set(true);
      }
      return below.get() ? 1 : 0;
    }

    @Actor
    public void cancels(II_Result r) {
      r.r1 = cancel();
    }

    @Actor
    public void cancelsToo(II_Result r) {
      r.r2 = cancel();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Both returned when all had ended.")
  @Outcome(expect = FORBIDDEN, desc = "One returned before that, or left something behind.")
  @State
  public static class ActualSame {
    private final CancelNode root = new CancelNode(Context.background());
    private final CancelNode middle = (CancelNode) Context.withCancel(root);
    private final CancelNode left = (CancelNode) Context.withCancel(middle);
    private final CancelNode right = (CancelNode) Context.withCancel(middle);

    private int cancel() {
      root.cancel();
      return middle.err() != null && left.err() != null && right.err() != null ? 1 : 0;
    }

    @Actor
    public void cancels(III_Result r) {
      r.r1 = cancel();
    }

    @Actor
    public void cancelsToo(III_Result r) {
      r.r2 = cancel();
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = root.checkInvariants() + middle.checkInvariants();
    }
  }

  /** The causes: who ends the middle first decides for what is below it. */
  @JCStressTest
  @Outcome(
      id = {"1, 1, 1", "1, 1, 2"},
      expect = ACCEPTABLE,
      desc = "Both synchronous; one cause below the middle.")
  @Outcome(expect = FORBIDDEN, desc = "Returned early, or causes mixed up.")
  @State
  public static class ActualAboveAndBelow {
    private final Exception first = new Exception();
    private final Exception second = new Exception();
    private final CancelNode root = new CancelNode(Context.background());
    private final CancelNode middle = (CancelNode) Context.withCancel(root);
    private final CancelNode left = (CancelNode) Context.withCancel(middle);
    private final CancelNode right = (CancelNode) Context.withCancel(middle);

    private int allEnded() {
      return middle.err() != null && left.err() != null && right.err() != null ? 1 : 0;
    }

    @Actor
    public void cancels(III_Result r) {
      root.cancel(first);
      r.r1 = allEnded();
    }

    @Actor
    public void cancelsBelow(III_Result r) {
      middle.cancel(second);
      r.r2 = allEnded();
    }

    @Arbiter
    public void causes(III_Result r) {
      Throwable cause = middle.cause();
      boolean same = left.cause() == cause && right.cause() == cause;
      r.r3 = !same ? 0 : cause == first ? 1 : 2;
    }
  }
}
