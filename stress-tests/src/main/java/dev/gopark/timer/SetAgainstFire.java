package dev.gopark.timer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a reset and the firing meet, and the reset says that the timer was armed although it fires
 * for the former arming as well (Go's #80760), or it fires for neither (rows T6, T28). r1: what the
 * reset answered. r2: how often it rang in the end: once if the answer was yes, else twice.
 *
 * <p>{@code java -jar jcstress.jar -t SetAgainstFire}
 */
public class SetAgainstFire {
  /** "Armed" and the deadline are two words. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 2"},
      expect = ACCEPTABLE,
      desc = "Moved, or fired and set again.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Answer and firings do not agree.")
  @State
  public static class Broken {
    private volatile boolean set = true;
    private volatile long deadline = 10;
    private int rung;

    @Actor
    public void resets(II_Result r) {
      r.r1 = set ? 1 : 0;
      deadline = 20;
      set = true;
    }

    @Actor
    public void fires(II_Result r) {
      if (set && deadline <= 10) {
        set = false;
        rung++;
      }
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = set ? rung + 1 : rung;
    }
  }

  /** To a later time. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 2"},
      expect = ACCEPTABLE,
      desc = "Moved, or fired and set again.")
  @Outcome(expect = FORBIDDEN, desc = "Answer and firings do not agree.")
  @State
  public static class ActualLater extends OneAlarm {
    public ActualLater() {
      shard.fireDue(1);
    }

    @Actor
    public void resets(II_Result r) {
      r.r1 = alarm.set(20) ? 1 : 0;
    }

    @Actor
    public void fires(II_Result r) {
      shard.fireDue(10);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = rungBy(100);
    }
  }

  /** To an earlier time, so that a second entry is pushed. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 2"},
      expect = ACCEPTABLE,
      desc = "Moved, or fired and set again.")
  @Outcome(expect = FORBIDDEN, desc = "Answer and firings do not agree.")
  @State
  public static class ActualEarlier extends OneAlarm {
    public ActualEarlier() {
      shard.fireDue(1);
    }

    @Actor
    public void resets(II_Result r) {
      r.r1 = alarm.set(5) ? 1 : 0;
    }

    @Actor
    public void fires(II_Result r) {
      shard.fireDue(10);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = rungBy(100);
    }
  }

  /** Two threads reset to different times: it rings once, and at the time of the last. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both moved it; it rang once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualTwoSetters extends OneAlarm {
    private volatile boolean first;

    @Actor
    public void early(II_Result r) {
      first = alarm.set(5);
    }

    @Actor
    public void late(II_Result r) {
      r.r1 = alarm.set(50) ? 1 : 0;
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = first ? rungBy(100) : -1;
    }
  }
}
