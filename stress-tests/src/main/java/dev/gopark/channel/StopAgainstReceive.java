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

/**
 * Risk: a timer that is due is stopped, or reset, while its value is received, and both succeed or
 * neither (rows T7, T28; Go's #69312). r1: the answer of stop or reset. r2: received. r3: what can
 * be received afterwards.
 *
 * <p>{@code java -jar jcstress.jar -t StopAgainstReceive}
 */
public class StopAgainstReceive {
  private static int received(ReceiveChannel<?> channel) {
    return channel.tryReceive() instanceof Received.Value ? 1 : 0;
  }

  /** A slot for the value, and a flag for stop. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = ACCEPTABLE,
      desc = "Stopped or received.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Both, or a stale value.")
  @State
  public static class Broken {
    private volatile boolean armed = true;
    private volatile boolean slot = true;

    @Actor
    public void stops(III_Result r) {
      if (armed) {
        armed = false;
        r.r1 = 1;
        slot = false;
      }
    }

    @Actor
    public void receives(III_Result r) {
      if (slot) {
        slot = false;
        armed = false;
        r.r2 = 1;
      }
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = slot ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = ACCEPTABLE,
      desc = "Stopped or received.")
  @Outcome(expect = FORBIDDEN, desc = "Both, neither, or a stale value.")
  @State
  public static class ActualStop {
    private final TimerChannel timer = Channel.after(Duration.ZERO);

    @Actor
    public void stops(III_Result r) {
      r.r1 = timer.stop() ? 1 : 0;
    }

    @Actor
    public void receives(III_Result r) {
      r.r2 = received(timer);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = received(timer);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = ACCEPTABLE,
      desc = "Reset or received.")
  @Outcome(expect = FORBIDDEN, desc = "Both, neither, or a stale value.")
  @State
  public static class ActualReset {
    private final TimerChannel timer = Channel.after(Duration.ZERO);

    @Actor
    public void resets(III_Result r) {
      r.r1 = timer.reset(Duration.ofHours(1)) ? 1 : 0;
    }

    @Actor
    public void receives(III_Result r) {
      r.r2 = received(timer);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = received(timer);
    }
  }
}
