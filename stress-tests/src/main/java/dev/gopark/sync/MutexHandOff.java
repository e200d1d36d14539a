package dev.gopark.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: somebody overtakes a hand-off, so that two hold the mutex; or a waiter that gives up takes
 * a lock with it.
 *
 * <p>{@code java -jar jcstress.jar -t MutexHandOff}
 */
public class MutexHandOff {
  /** The mutex is free while it is on its way to the waiter. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Handed off, nobody overtakes.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Two owners.")
  @State
  public static class Broken {
    private final AtomicInteger locked = new AtomicInteger(1);
    private volatile int handed;

    @Actor
    public void unlocks(II_Result r) {
      locked.set(0);
      handed = 1;
      locked.set(1);
      r.r1 = handed;
    }

    @Actor
    public void tries(II_Result r) {
      r.r2 = locked.compareAndSet(0, 1) ? 1 : 0;
    }
  }

  /** A waiter that was put in the queue by hand, and a mutex that starves. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Handed off, nobody overtakes.")
  @Outcome(expect = FORBIDDEN, desc = "Two owners, or none.")
  @State
  public static class ActualStarving {
    private final Mutex mutex = new Mutex();
    private final Waiter waiter = new Waiter(WaitReason.SYNC_MUTEX_LOCK, mutex);

    public ActualStarving() {
      mutex.tryLock();
      mutex.enqueue(mutex.sema(), waiter, false, false, true);
    }

    @Actor
    public void unlocks() {
      mutex.unlock();
    }

    @Actor
    public void tries(II_Result r) {
      r.r2 = mutex.tryLock() ? 1 : 0;
    }

    @Arbiter
    public void arbiter(II_Result r) {
      r.r1 = Sema.wasHandedOff(waiter) ? 1 : 0;
      mutex.unlock();
      mutex.checkQuiet();
    }
  }

  /** Both wait for each other as it comes. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "One after the other.")
  @Outcome(expect = FORBIDDEN, desc = "Both at once.")
  @State
  public static class ActualExclusion {
    private final Mutex mutex = new Mutex();
    private int count;

    @Actor
    public void first() {
      Op.lock(mutex);
      count++;
      mutex.unlock();
    }

    @Actor
    public void second() {
      Op.lock(mutex);
      count++;
      mutex.unlock();
    }

    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = count;
      mutex.checkQuiet();
    }
  }

  /** A waiter that gives up against an unlock that may wake it. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Too late.")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "In time.")
  @Outcome(expect = FORBIDDEN, desc = "Locked without holding it, or the other way round.")
  @State
  public static class ActualGivesUp {
    private final Mutex mutex = new Mutex();
    private int count;

    @Actor
    public void locks() {
      Op.lock(mutex);
      count++;
      mutex.unlock();
    }

    @Actor
    public void givesUp(II_Result r) {
      if (Op.tryLockSoon(mutex)) {
        count++;
        r.r1 = 1;
        mutex.unlock();
      }
    }

    @Arbiter
    public void arbiter(II_Result r) {
      r.r2 = count;
      mutex.checkQuiet();
    }
  }
}
