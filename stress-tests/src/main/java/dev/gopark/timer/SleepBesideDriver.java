package dev.gopark.timer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.EventSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Risk: a machine goes to sleep on the deadline that sysmon, which drives the machine's timers at
 * that moment, publishes before it finds the alarm that the machine has just pushed (D3 and D4 of
 * {@link TimerShard}).
 *
 * <p>{@code java -jar jcstress.jar -t SleepBesideDriver}
 */
public class SleepBesideDriver {
  /** The driver calls nobody when it takes a deadline back that was too late. */
  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "The machine wakes up in time.")
  @Outcome(id = "true", expect = ACCEPTABLE_INTERESTING, desc = "It sleeps through its alarm.")
  @State
  public static class Broken {
    private volatile int inbox;
    private volatile long earliest = 5;
    private long sleepsUntil;

    @Actor
    public void sleeps() {
      inbox = 20;
      if (earliest > 20) {
        earliest = 20;
      }
      sleepsUntil = earliest;
    }

    @Actor
    public void settles() {
      earliest = 1_000;
      if (inbox != 0) {
        earliest = 10;
      }
    }

    @Arbiter
    public void later(Z_Result r) {
      r.r1 = sleepsUntil > 20;
    }
  }

  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "The machine wakes up in time.")
  @Outcome(id = "true", expect = FORBIDDEN, desc = "It sleeps through its alarm.")
  @State
  public static class Actual {
    private final TimerShard shard =
        new TimerShard(new TimerHeap(1), (source, deadline) -> earlier(deadline));

    /** Zero while it does not sleep. */
    private volatile long sleepsUntil;

    private volatile boolean woken;

    public Actual() {
      QueuedAlarm.started(shard, due -> {}, 1_000);
      QueuedAlarm.started(shard, due -> {}, 5);
    }

    private void earlier(long deadline) {
      if (deadline < sleepsUntil) {
        woken = true;
      }
    }

    /** As the machines of a scheduler do. */
    @Actor
    public void sleeps() {
      QueuedAlarm.started(shard, due -> {}, 20);
      sleepsUntil = EventSource.NONE;
      for (long next = shard.nextDeadline(), last = 0; next != last; next = shard.nextDeadline()) {
        sleepsUntil = next;
        last = next;
      }
    }

    @Actor
    public void settles() {
      shard.fireDue(10);
    }

    @Arbiter
    public void later(Z_Result r) {
      r.r1 = sleepsUntil > 20 && !woken;
      shard.checkInvariants();
    }
  }
}
