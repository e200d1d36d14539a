package dev.gopark.timer;

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
 * Risk: the driver drops the entry of an alarm that is not set, while a thread sets it and believes
 * that the entry is still there: it never rings (Dekker's pattern, H2 and H3 against S1 and S2 in
 * {@link QueuedAlarm}).
 *
 * <p>{@code java -jar jcstress.jar -t SetAgainstForget}
 */
public class SetAgainstForget {
  /** The driver does not look again after it has dropped the entry. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "It has an entry.")
  @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "Set, and forgotten.")
  @State
  public static class Broken {
    private volatile boolean set;
    private volatile boolean entry = true;

    @Actor
    public void sets() {
      set = true;
      if (!entry) {
        entry = true;
      }
    }

    @Actor
    public void drops() {
      if (!set) {
        entry = false;
      }
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = entry ? 1 : 0;
    }
  }

  /** The driver comes upon the dead entry in the heap. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "It rang.")
  @Outcome(expect = FORBIDDEN, desc = "Set, and forgotten; or rung twice.")
  @State
  public static class ActualInHeap extends OneAlarm {
    public ActualInHeap() {
      shard.fireDue(1);
      alarm.stop();
    }

    @Actor
    public void sets() {
      alarm.set(20);
    }

    @Actor
    public void drives() {
      shard.fireDue(10);
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = rungBy(100);
    }
  }

  /** The driver comes upon the dead alarm in the inbox. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "It rang.")
  @Outcome(expect = FORBIDDEN, desc = "Set, and forgotten; or rung twice.")
  @State
  public static class ActualInInbox extends OneAlarm {
    public ActualInInbox() {
      alarm.stop();
    }

    @Actor
    public void sets() {
      alarm.set(5);
    }

    @Actor
    public void drives() {
      shard.fireDue(1);
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = rungBy(100);
    }
  }
}
