package dev.gopark.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a goroutine becomes ready while a machine goes idle; the readier sees nobody to wake, the
 * machine sees nothing to run, and the goroutine waits for ever. Or both take the machine's bit.
 * The steps R1 to R6 and D2 to D4 of {@link IdleSet}, without the threads.
 *
 * <p>r1 is 1 if the readier has claimed the machine, r2 is 1 if the machine has found work and
 * taken its bit back, 2 if somebody has claimed it meanwhile.
 *
 * <p>{@code java -jar jcstress.jar -t SubmitAgainstPark}
 */
public class SubmitAgainstPark {
  /** The steps, with or without R2. */
  public abstract static class Steps {
    final IdleSet idle = new IdleSet(1);
    final GlobalQueue global = new GlobalQueue();
    final Processor other = new Processor(1, 2, global, null);

    /** R3 to R6. */
    int wake() {
      while (idle.spinning() == 0 && !idle.isEmpty()) {
        if (!idle.becomeOnlySpinner()) {
          return 0;
        }
        if (idle.claim() >= 0) {
          return 1;
        }
        idle.removeSpinner();
      }
      return 0;
    }

    /** D2 to D4. */
    int goIdle(boolean spinning) {
      idle.add(0);
      if (spinning) {
        idle.removeSpinner();
      }
      if (global.isEmpty() && other.ring.isEmpty()) {
        return 0;
      }
      return idle.remove(0) ? 1 : 2;
    }
  }

  /** Without R2: the put is still on its way when the readier looks. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 2"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Forgotten.")
  @State
  public static class Broken extends Steps {
    @Actor
    public void readies(II_Result r) {
      other.putLast(Tally.A);
      r.r1 = wake();
    }

    @Actor
    public void idles(II_Result r) {
      r.r2 = goIdle(false);
    }
  }

  /** The machine does not look again, or rather it looks before it sets its bit. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Forgotten.")
  @State
  public static class BrokenNoSecondLook extends Steps {
    @Actor
    public void readies(II_Result r) {
      other.putLast(Tally.A);
      VarHandle.fullFence();
      r.r1 = wake();
    }

    @Actor
    public void idles(II_Result r) {
      if (other.ring.isEmpty()) {
        idle.add(0);
      } else {
        r.r2 = 1;
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 2"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(expect = FORBIDDEN, desc = "Forgotten, or both own the machine.")
  @State
  public static class ActualLocal extends Steps {
    @Actor
    public void readies(II_Result r) {
      other.putLast(Tally.A);
      VarHandle.fullFence();
      r.r1 = wake();
    }

    @Actor
    public void idles(II_Result r) {
      r.r2 = goIdle(false);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 2"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(expect = FORBIDDEN, desc = "Forgotten, or both own the machine.")
  @State
  public static class ActualGlobal extends Steps {
    @Actor
    public void readies(II_Result r) {
      global.put(Tally.A);
      VarHandle.fullFence();
      r.r1 = wake();
    }

    @Actor
    public void idles(II_Result r) {
      r.r2 = goIdle(false);
    }
  }

  /** The machine is the last spinner: the readier may leave it to that. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 2"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(expect = FORBIDDEN, desc = "Forgotten, or both own the machine.")
  @State
  public static class ActualLastSpinner extends Steps {
    public ActualLastSpinner() {
      idle.addSpinner();
    }

    @Actor
    public void readies(II_Result r) {
      other.putLast(Tally.A);
      VarHandle.fullFence();
      r.r1 = wake();
    }

    @Actor
    public void idles(II_Result r) {
      r.r2 = goIdle(true);
    }
  }
}
