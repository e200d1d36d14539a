package dev.gopark.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a block ends as its context does, and the interrupt comes up after the block, in whatever
 * the thread does next.
 *
 * <p>The block's thread waits until the cancel has returned before it looks at its flag.
 *
 * <p>{@code java -jar jcstress.jar -t InterruptStaysInside}
 */
public class InterruptStaysInside {
  /** No waiting for the interrupt between the lost CAS and taking the flag down. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "The flag is down.")
  @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "The flag came up after the block.")
  @State
  public static class Broken {
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Thread thread;
    private volatile boolean cancelled;

    @Actor
    public void runs(I_Result r) {
      thread = Thread.currentThread();
      if (!over.compareAndSet(false, true)) {
        Thread.interrupted();
      }
      while (!cancelled) {
        Thread.yield();
      }
      r.r1 = Thread.interrupted() ? 1 : 0;
    }

    @Actor
    public void cancels() {
      Thread thread;
      while ((thread = this.thread) == null) {
        Thread.yield();
      }
      if (over.compareAndSet(false, true)) {
        thread.interrupt();
      }
      cancelled = true;
    }
  }

  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "The flag is down.")
  @Outcome(expect = FORBIDDEN, desc = "The flag came up after the block.")
  @State
  public static class Actual {
    private final CancelContext ctx = Context.withCancel(Context.background());
    private volatile boolean entered;
    private volatile boolean cancelled;

    @Actor
    public void runs(I_Result r) {
      try {
        ctx.interrupting(() -> entered = true);
      } catch (ContextException | InterruptedException e) {
        entered = true;
      }
      while (!cancelled) {
        Thread.yield();
      }
      r.r1 = Thread.interrupted() ? 1 : 0;
    }

    @Actor
    public void cancels() {
      while (!entered) {
        Thread.yield();
      }
      ctx.cancel();
      cancelled = true;
    }
  }
}
