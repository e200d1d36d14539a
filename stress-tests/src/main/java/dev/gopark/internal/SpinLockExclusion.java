package dev.gopark.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: two threads are inside {@link SpinLock} at once, or one does not see what the last one
 * wrote, and an increment is lost.
 *
 * <p>{@code java -jar jcstress.jar -t SpinLockExclusion}
 */
public class SpinLockExclusion {
  private static final class Lock extends SpinLock {}

  /** Looks and then sets, in two steps. */
  private static final class BrokenLock {
    private volatile boolean locked;

    void lock() {
      while (locked) {
        Thread.onSpinWait();
      }
      locked = true;
    }

    void unlock() {
      locked = false;
    }
  }

  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both increments are there.")
  @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "Both were inside: one is lost.")
  @State
  public static class Broken {
    private final BrokenLock lock = new BrokenLock();
    private int count;

    private void increment() {
      lock.lock();
      count++;
      lock.unlock();
    }

    @Actor
    public void first() {
      increment();
    }

    @Actor
    public void second() {
      increment();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both increments are there.")
  @Outcome(id = "1", expect = FORBIDDEN, desc = "One is lost.")
  @State
  public static class Actual {
    private final Lock lock = new Lock();
    private int count;

    private void increment() {
      lock.lock();
      count++;
      lock.unlock();
    }

    @Actor
    public void first() {
      increment();
    }

    @Actor
    public void second() {
      increment();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1", "2"},
      expect = ACCEPTABLE,
      desc = "The second came in, or gave up.")
  @Outcome(expect = FORBIDDEN, desc = "An increment is lost, or was made twice.")
  @State
  public static class ActualTryLock {
    private final Lock lock = new Lock();
    private int count;
    private int tried;

    @Actor
    public void first() {
      lock.lock();
      count++;
      lock.unlock();
    }

    @Actor
    public void second() {
      if (lock.tryLock()) {
        count++;
        lock.unlock();
        tried = 1;
      }
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count == 1 + tried ? count : -1;
    }
  }
}
