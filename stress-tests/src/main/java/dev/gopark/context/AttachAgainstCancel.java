package dev.gopark.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a child that is made while its parent is being cancelled gets into the list too late to be
 * told, and lives for ever.
 *
 * <p>{@code java -jar jcstress.jar -t AttachAgainstCancel}
 */
public class AttachAgainstCancel {
  /** The child looks whether the parent has ended, and then joins the list. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The child has ended.")
  @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "The child was not told.")
  @State
  public static class Broken {
    private final List<AtomicBoolean> children = new CopyOnWriteArrayList<>();
    private final AtomicBoolean child = new AtomicBoolean();
    private volatile boolean ended;

    @Actor
    public void cancels() {
      ended = true;
      for (AtomicBoolean c : children) {
        c.set(true);
      }
    }

    @Actor
    public void attaches() {
      if (ended) {
        child.set(true);
      } else {
        children.add(child);
      }
    }

    @Arbiter
    public void asks(I_Result r) {
      r.r1 = child.get() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The child has ended; nothing is linked.")
  @Outcome(expect = FORBIDDEN, desc = "The child was not told, or was left behind.")
  @State
  public static class Actual {
    private final CancelNode parent = new CancelNode(Context.background());
    private volatile CancelNode child;

    @Actor
    public void cancels() {
      parent.cancel();
    }

    @Actor
    public void attaches() {
      child = (CancelNode) Context.withCancel(parent);
    }

    @Arbiter
    public void asks(II_Result r) {
      r.r1 = child.err() == parent.err() && child.done().isDrained() ? 1 : 0;
      r.r2 = parent.checkInvariants();
    }
  }

  /** A child that leaves by itself at the same time, with neighbours on both sides. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "All have ended; nothing is linked.")
  @Outcome(expect = FORBIDDEN, desc = "One was not told, or was left behind.")
  @State
  public static class ActualLeaving {
    private final CancelNode parent = new CancelNode(Context.background());
    private final CancelNode a = (CancelNode) Context.withCancel(parent);
    private final CancelNode b = (CancelNode) Context.withCancel(parent);
    private final CancelNode c = (CancelNode) Context.withCancel(parent);

    @Actor
    public void cancels() {
      parent.cancel();
    }

    @Actor
    public void leaves() {
      b.cancel();
    }

    @Arbiter
    public void asks(II_Result r) {
      r.r1 = a.err() != null && b.err() != null && c.err() != null ? 1 : 0;
      r.r2 = parent.checkInvariants();
    }
  }
}
