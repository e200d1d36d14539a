package dev.gopark.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: {@link WaitQueue#isEmpty()}, read without the lock, shows that somebody waits, but not what
 * he did before: who acts on the answer reads stale data.
 *
 * <p>{@code java -jar jcstress.jar -t QueueEmptyPublication}
 */
public class QueueEmptyPublication {
  private static final class Lock extends SpinLock {}

  /** Both fields plain: the compiler may read the data first. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Nothing seen, or all of it.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The node, but not the data.")
  @State
  public static class Broken {
    private int data;
    private Object first;

    @Actor
    public void waits() {
      data = 1;
      first = this;
    }

    @Actor
    public void looks(II_Result r) {
      r.r1 = first == null ? 0 : 1;
      r.r2 = data;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Nothing seen, or all of it.")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The node, but not the data.")
  @State
  public static class Actual {
    private final Lock lock = new Lock();
    private final WaitQueue queue = new WaitQueue();
    private final Waiter waiter = new Waiter(WaitReason.CHAN_SEND, null);
    private int data;

    @Actor
    public void waits() {
      data = 1;
      lock.lock();
      queue.add(waiter);
      lock.unlock();
    }

    @Actor
    public void looks(II_Result r) {
      r.r1 = queue.isEmpty() ? 0 : 1;
      r.r2 = data;
    }
  }
}
