package dev.gopark.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a writer that gives up keeps readers out for ever (a hang), is let in all the same, or is
 * let in with readers.
 *
 * <p>{@code java -jar jcstress.jar -t WriterGivesUp}
 */
public class WriterGivesUp {
  /** Readers are counted by look, then set. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "Both have left.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "A reader is still counted, or never was.")
  @State
  public static class Broken {
    private volatile int readers;

    @Actor
    @SuppressWarnings("NonAtomicVolatileUpdate") // the bug
    public void first() {
      readers++;
      readers--;
    }

    @Actor
    @SuppressWarnings("NonAtomicVolatileUpdate") // the bug
    public void second() {
      readers++;
      readers--;
    }

    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = readers;
    }
  }

  /** The last reader leaves while the writer gives up. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Too late, or in time; free after.")
  @Outcome(expect = FORBIDDEN, desc = "Not free after.")
  @State
  public static class ActualLastReader {
    private final RWMutex mutex = new RWMutex();

    public ActualLastReader() {
      mutex.tryRLock();
    }

    @Actor
    public void writes(II_Result r) {
      if (Op.tryLockSoon(mutex)) {
        r.r1 = 1;
        mutex.unlock();
      }
    }

    @Actor
    public void leaves() {
      mutex.rUnlock();
    }

    @Arbiter
    public void arbiter(II_Result r) {
      r.r2 = mutex.tryLock() ? 1 : 0;
    }
  }

  /** A new reader comes while a writer waits for another reader and gives up. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reader got in, the writer did not.")
  @Outcome(expect = FORBIDDEN, desc = "Written beside a reader, or not free after.")
  @State
  public static class ActualNewReader {
    private final RWMutex mutex = new RWMutex();

    public ActualNewReader() {
      mutex.tryRLock();
    }

    @Actor
    public void writes(II_Result r) {
      r.r1 = Op.tryLockSoon(mutex) ? 1 : 0;
    }

    @Actor
    public void reads() {
      Op.lock(mutex.rLocker());
      mutex.rUnlock();
    }

    @Arbiter
    public void arbiter(II_Result r) {
      mutex.rUnlock();
      r.r2 = mutex.tryLock() ? 1 : 0;
    }
  }
}
