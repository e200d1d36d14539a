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
 * Risk: a stop and the firing meet, and both happen (the task runs although stop said that it will
 * not), or neither (rows T5, T28). r1: stop's answer. r2: how often it rang.
 *
 * <p>{@code java -jar jcstress.jar -t StopAgainstFire}
 */
public class StopAgainstFire {
  /** Both sides look at the state, and then write it. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Stopped or fired.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Stopped, and fired.")
  @State
  public static class Broken {
    private volatile boolean set = true;

    @Actor
    public void stops(II_Result r) {
      if (set) {
        set = false;
        r.r1 = 1;
      }
    }

    @Actor
    public void fires(II_Result r) {
      if (set) {
        set = false;
        r.r2 = 1;
      }
    }
  }

  /** The entry is in the heap. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Stopped or fired.")
  @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
  @State
  public static class ActualInHeap extends OneAlarm {
    public ActualInHeap() {
      shard.fireDue(1);
    }

    @Actor
    public void stops(II_Result r) {
      r.r1 = alarm.stop() ? 1 : 0;
    }

    @Actor
    public void fires(II_Result r) {
      shard.fireDue(10);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r2 = rungBy(100);
    }
  }

  /** The entry is in the inbox. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Stopped or fired.")
  @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
  @State
  public static class ActualInInbox extends OneAlarm {
    @Actor
    public void stops(II_Result r) {
      r.r1 = alarm.stop() ? 1 : 0;
    }

    @Actor
    public void fires(II_Result r) {
      shard.fireDue(10);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r2 = rungBy(100);
    }
  }
}
