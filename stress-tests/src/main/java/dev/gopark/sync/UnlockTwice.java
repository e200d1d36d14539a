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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Risk: two unlocks of one hold both pass the look, and both take effect: the lock says that it is
 * free and cannot be taken, or is handed to two waiters.
 *
 * <p>{@code java -jar jcstress.jar -t UnlockTwice}
 */
public class UnlockTwice {
  private UnlockTwice() {}

  /** Whether this unlock was refused. */
  private static int refused(Runnable unlock) {
    try {
      unlock.run();
      return 0;
    } catch (IllegalStateException misuse) {
      return 1;
    }
  }

  /** The look and the deed are two steps. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1"},
      expect = ACCEPTABLE,
      desc = "One is refused.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Both took effect.")
  @State
  public static class Broken {
    private final AtomicInteger held = new AtomicInteger(1);

    private int unlock() {
      if (held.get() == 0) {
        return 1;
      }
      held.getAndAdd(-1);
      return 0;
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = unlock();
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = unlock();
    }

    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = held.get() == 0 ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1"},
      expect = ACCEPTABLE,
      desc = "One is refused, and the lock is free.")
  @Outcome(expect = FORBIDDEN, desc = "Both took effect, or none.")
  @State
  public static class ActualRWMutex {
    private final RWMutex mutex = new RWMutex();

    public ActualRWMutex() {
      mutex.tryLock();
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = refused(mutex::unlock);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = refused(mutex::unlock);
    }

    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = mutex.tryLock() ? 1 : 0;
    }
  }

  /** Two waiters that were queued by hand, and a mutex that starves. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1"},
      expect = ACCEPTABLE,
      desc = "One is refused, one waiter has the mutex.")
  @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "The second unlocks the first waiter's.")
  @Outcome(expect = FORBIDDEN, desc = "Two owners of one hold, or none.")
  @State
  public static class ActualStarvingMutex {
    private final Mutex mutex = new Mutex();
    private final Waiter one = new Waiter(WaitReason.SYNC_MUTEX_LOCK, mutex);
    private final Waiter two = new Waiter(WaitReason.SYNC_MUTEX_LOCK, mutex);

    public ActualStarvingMutex() {
      mutex.tryLock();
      mutex.enqueue(mutex.sema(), one, false, false, true);
      mutex.enqueue(mutex.sema(), two, false, false, true);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = refused(mutex::unlock);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = refused(mutex::unlock);
    }

    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = (Sema.wasHandedOff(one) ? 1 : 0) + (Sema.wasHandedOff(two) ? 1 : 0);
      for (int unlocks = 2 - r.r1 - r.r2; unlocks < 3; unlocks++) {
        mutex.unlock();
      }
      mutex.checkQuiet();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1"},
      expect = ACCEPTABLE,
      desc = "One is refused, and the counter is zero.")
  @Outcome(expect = FORBIDDEN, desc = "Both took effect, or none.")
  @State
  public static class ActualWaitGroup {
    private final WaitGroup group = new WaitGroup();

    public ActualWaitGroup() {
      group.add(1);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = refused(group::done);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = refused(group::done);
    }

    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = group.toString().endsWith("[0, 0 waiting]") ? 1 : 0;
    }
  }
}
