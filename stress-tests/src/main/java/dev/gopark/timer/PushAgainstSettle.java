package dev.gopark.timer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: the driver publishes "nothing to do" over the deadline of an alarm that was just pushed,
 * and sleeps through it (D3 and D4 against P1 and P2 in {@link TimerShard}).
 *
 * <p>{@code java -jar jcstress.jar -t PushAgainstSettle}
 */
public class PushAgainstSettle {
  /** The driver does not look at the inbox after it has published its deadline. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The driver will come.")
  @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "The driver sleeps through it.")
  @State
  public static class Broken {
    private volatile int inbox;
    private volatile long earliest = 5;

    @Actor
    public void pushes() {
      inbox = 20;
      if (earliest > 20) {
        earliest = 20;
      }
    }

    @Actor
    public void settles() {
      long next = inbox == 0 ? Long.MAX_VALUE : 20;
      earliest = next;
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = earliest <= 20 ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both rang.")
  @Outcome(expect = FORBIDDEN, desc = "The driver sleeps through it.")
  @State
  public static class Actual {
    private final TimerShard shard = new TimerShard(new TimerHeap(1), (source, deadline) -> {});
    private final AtomicInteger rung = new AtomicInteger();

    public Actual() {
      QueuedAlarm.started(shard, due -> rung.incrementAndGet(), 5);
    }

    @Actor
    public void pushes() {
      QueuedAlarm.started(shard, due -> rung.incrementAndGet(), 20);
    }

    @Actor
    public void settles() {
      shard.fireDue(10);
    }

    @Arbiter
    public void later(I_Result r) {
      while (shard.nextDeadline() <= 100) {
        shard.fireDue(100);
      }
      r.r1 = rung.get();
      shard.checkInvariants();
    }
  }
}
