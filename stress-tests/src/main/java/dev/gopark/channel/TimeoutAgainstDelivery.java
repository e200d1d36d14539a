package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a timeout and a delivery meet, and the element is lost (the receiver says too late, the
 * sender says sent) or doubled (the sender says too late, the receiver has it). The timeouts are of
 * one nanosecond, so the waiter cancels as soon as it is queued. See {@link Op} for the numbers.
 *
 * <p>{@code java -jar jcstress.jar -t TimeoutAgainstDelivery}
 */
public class TimeoutAgainstDelivery {
  /** The waiter looks whether it was claimed, and then leaves. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 0"},
      expect = ACCEPTABLE,
      desc = "Delivered, or too late.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Delivered to one that has left.")
  @State
  public static class Broken {
    private volatile boolean left;
    private volatile boolean claimed;

    @Actor
    public void delivers(II_Result r) {
      if (!left) {
        claimed = true;
        r.r1 = 1;
      }
    }

    @Actor
    public void timesOut(II_Result r) {
      if (claimed) {
        r.r2 = 1;
      } else {
        left = true;
      }
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Too late; the sender found nobody.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Received.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualReceive {
    private final Channel<Integer> channel = Channel.make();
    private volatile boolean over;

    @Actor
    public void receives(III_Result r) {
      r.r1 = Op.tryReceiveSoon(channel);
      over = true;
    }

    @Actor
    public void sends(III_Result r) {
      while (r.r2 == 0 && !over) {
        r.r2 = Op.trySend(channel, 1);
      }
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Too late; nothing was received.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Sent.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualSend {
    private final Channel<Integer> channel = Channel.make();
    private volatile boolean over;

    @Actor
    public void sends(III_Result r) {
      r.r1 = Op.trySendSoon(channel, 1);
      over = true;
    }

    @Actor
    public void receives(III_Result r) {
      while (r.r2 == 0 && !over) {
        r.r2 = Op.tryReceive(channel);
      }
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /** Both wait, and both may be too late: they agree whether they met. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "They did not meet.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "They met.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualBoth {
    private final Channel<Integer> channel = Channel.make();
    private volatile boolean over;

    @Actor
    public void sends(III_Result r) {
      r.r1 = Op.trySendSoon(channel, 1);
      over = true;
    }

    @Actor
    public void receives(III_Result r) {
      while (r.r2 == 0 && !over) {
        r.r2 = Op.tryReceiveSoon(channel);
      }
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  @JCStressTest
  @Outcome(id = "0, 9, 0", expect = ACCEPTABLE, desc = "Too late; its element was not sent.")
  @Outcome(id = "1, 9, 1", expect = ACCEPTABLE, desc = "Sent behind the head.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualSendFull {
    private final Channel<Integer> channel = Channel.make(1);

    public ActualSendFull() {
      channel.trySend(9);
    }

    @Actor
    public void sends(III_Result r) {
      r.r1 = Op.trySendSoon(channel, 1);
    }

    @Actor
    public void receives(III_Result r) {
      r.r2 = Op.tryReceive(channel);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Too late; the sender found nobody.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Received.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualSelect {
    private static final Case<Integer> SOON = Select.timeout(Duration.ofNanos(1), () -> 0);

    private final Channel<Integer> a = Channel.make();
    private final Channel<Integer> b = Channel.make();
    private volatile boolean over;

    @Actor
    public void selects(III_Result r) {
      r.r1 = Op.select(a.onReceive(), b.onReceive(), SOON);
      over = true;
    }

    @Actor
    public void sends(III_Result r) {
      while (r.r2 == 0 && !over) {
        r.r2 = Op.trySend(a, 1);
      }
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(a);
      Op.checkInvariants(a, b);
    }
  }
}
