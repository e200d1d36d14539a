package dev.gopark.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a signal that comes between the unlock and the wait is lost (a lost one is a hang); one
 * that meets a waiter giving up is used up for nothing.
 *
 * <p>{@code java -jar jcstress.jar -t CondSignal}
 */
public class CondSignal {
  /** The ticket is taken after the mutex has been given back. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Saw the change, or was seen waiting.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Waits, and nobody knows.")
  @State
  public static class Broken {
    private final Mutex mutex = new Mutex();
    private int changed;
    private volatile int waiting;

    @Actor
    public void waits(II_Result r) {
      Op.lock(mutex);
      r.r1 = changed;
      mutex.unlock();
      waiting = 1;
    }

    @Actor
    public void signals(II_Result r) {
      Op.lock(mutex);
      changed = 1;
      mutex.unlock();
      r.r2 = waiting;
    }
  }

  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Saw the change.")
  @Outcome(expect = FORBIDDEN, desc = "Woken for nothing.")
  @State
  public static class Actual {
    private final Mutex mutex = new Mutex();
    private final Cond cond = new Cond(mutex);
    private int changed;

    @Actor
    public void waits(I_Result r) {
      Op.lock(mutex);
      if (changed == 0) {
        Op.await(cond);
      }
      r.r1 = changed;
      mutex.unlock();
    }

    @Actor
    public void signals() {
      Op.lock(mutex);
      changed = 1;
      mutex.unlock();
      cond.signal();
    }

    @Arbiter
    public void arbiter(I_Result r) {
      mutex.checkQuiet();
    }
  }

  /** Another waiter, queued by hand, gets the signal if the one in front of it gives up. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "One of them got it.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The signal is lost.")
  @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "The signal was doubled.")
  @State
  public static class ActualGivesUp {
    private final Mutex mutex = new Mutex();
    private final Cond cond = new Cond(mutex);
    private final Sema sema = cond.sema();
    private final Waiter second = new Waiter(WaitReason.SYNC_COND_WAIT, null);

    public ActualGivesUp() {
      sema.add(second);
    }

    @Actor
    public void givesUp(II_Result r) {
      var first = new Parked(sema, WaitReason.SYNC_COND_WAIT, cond, "waiting for");
      sema.lock();
      sema.addFirst(first);
      sema.unlock();
      r.r1 = Op.parkSoon(first) ? 1 : 0;
    }

    @Actor
    public void signals() {
      cond.signal();
    }

    @Arbiter
    public void arbiter(II_Result r) {
      r.r2 = Sema.wasHandedOff(second) ? 1 : 0;
      sema.checkInvariants();
    }
  }
}
