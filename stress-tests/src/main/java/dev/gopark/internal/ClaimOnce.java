package dev.gopark.internal;

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
 * Risk: a waiter that stands in two queues is claimed through both, or through neither, and an
 * element is given to nobody; or the waiter cancels although it was claimed.
 *
 * <p>{@code java -jar jcstress.jar -t ClaimOnce}
 */
public class ClaimOnce {
  private static final class Lock extends SpinLock {}

  /** A node of a waiter that has others, as a select has. */
  private static final class Node extends WaitNode {
    private final Waiter waiter;

    Node(Waiter waiter) {
      this.waiter = waiter;
    }

    @Override
    public Waiter waiter() {
      return waiter;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "One wins.")
  @Outcome(expect = FORBIDDEN, desc = "Both win, or neither.")
  @State
  public static class Model {
    private final AtomicBoolean claimed = new AtomicBoolean();

    private int claim() {
      return claimed.compareAndSet(false, true) ? 1 : 0;
    }

    @Actor
    public void first(II_Result r) {
      r.r1 = claim();
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = claim();
    }
  }

  /** The word is looked at and then set: enough under one lock, but the queues have two. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "One wins.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both win.")
  @State
  public static class Broken {
    private volatile boolean claimed;

    private int claim() {
      if (claimed) {
        return 0;
      }
      claimed = true;
      return 1;
    }

    @Actor
    public void first(II_Result r) {
      r.r1 = claim();
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = claim();
    }
  }

  /** Two queues with a lock each; r3 is the place of the winner that the waiter sees. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Claimed through the first queue.")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "Claimed through the second queue.")
  @Outcome(expect = FORBIDDEN, desc = "Claimed twice, never, or with the wrong winner.")
  @State
  public static class Actual {
    private final Waiter waiter = new Waiter(WaitReason.SELECT, null);
    private final Node first = new Node(waiter);
    private final Node second = new Node(waiter);
    private final Lock firstLock = new Lock();
    private final Lock secondLock = new Lock();
    private final WaitQueue firstQueue = new WaitQueue();
    private final WaitQueue secondQueue = new WaitQueue();

    public Actual() {
      firstQueue.add(first);
      secondQueue.add(second);
    }

    private static int claim(Lock lock, WaitQueue queue) {
      lock.lock();
      WaitNode claimed = queue.claimFirst();
      lock.unlock();
      if (claimed == null) {
        return 0;
      }
      claimed.waiter().wake();
      return 1;
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = claim(firstLock, firstQueue);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = claim(secondLock, secondQueue);
    }

    @Arbiter
    public void winner(III_Result r) {
      r.r3 = waiter.winner() == first ? 1 : waiter.winner() == second ? 2 : 0;
      firstQueue.checkInvariants();
      secondQueue.checkInvariants();
    }
  }

  /** A waiter whose time is up from the start against a claimer. */
  @JCStressTest
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "Claimed in time, and woken.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Timed out; the claimer found nobody.")
  @Outcome(expect = FORBIDDEN, desc = "Claimed and timed out.")
  @State
  public static class ActualCancel {
    private final Lock lock = new Lock();
    private final WaitQueue queue = new WaitQueue();
    private volatile boolean over;

    @Actor
    public void waits(II_Result r) {
      var waiter = new Waiter(WaitReason.CHAN_RECEIVE, null);
      lock.lock();
      queue.add(waiter);
      lock.unlock();
      Waiter.Outcome outcome = waiter.awaitUntil(System.nanoTime());
      lock.lock();
      queue.remove(waiter);
      lock.unlock();
      r.r1 = outcome == Waiter.Outcome.WOKEN ? 2 : 1;
      over = true;
    }

    @Actor
    public void claims(II_Result r) {
      while (r.r2 == 0 && !over) {
        if (queue.isEmpty()) {
          continue;
        }
        lock.lock();
        WaitNode claimed = queue.claimFirst();
        lock.unlock();
        if (claimed != null) {
          claimed.waiter().wake();
          r.r2 = 1;
        }
      }
    }

    @Arbiter
    public void check() {
      queue.checkInvariants();
    }
  }
}
