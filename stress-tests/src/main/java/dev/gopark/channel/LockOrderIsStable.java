package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Risk: two threads that ask a channel for its place in select's lock order at the same time get
 * different answers: then two selects lock in different orders and wait for each other for ever.
 *
 * <p>{@code java -jar jcstress.jar -t LockOrderIsStable}
 */
public class LockOrderIsStable {
  /** Looks whether there is an id, and then stores one. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "The same id.")
  @Outcome(id = "false", expect = ACCEPTABLE_INTERESTING, desc = "Two ids.")
  @State
  public static class Broken {
    private static final AtomicLong IDS = new AtomicLong();

    private volatile long id;
    private long first;
    private long second;

    private long id() {
      if (id == 0) {
        id = IDS.incrementAndGet();
      }
      return id;
    }

    @Actor
    public void first() {
      first = id();
    }

    @Actor
    public void second() {
      second = id();
    }

    @Arbiter
    public void compare(Z_Result r) {
      r.r1 = first == second;
    }
  }

  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "The same id.")
  @Outcome(id = "false", expect = FORBIDDEN, desc = "Two ids, or none.")
  @State
  public static class Actual {
    private final Hchan<Integer> channel = new Hchan<>(0);
    private long first;
    private long second;

    @Actor
    public void first() {
      first = channel.id();
    }

    @Actor
    public void second() {
      second = channel.id();
    }

    @Arbiter
    public void compare(Z_Result r) {
      r.r1 = first == second && first != 0 && first == channel.id();
    }
  }
}
