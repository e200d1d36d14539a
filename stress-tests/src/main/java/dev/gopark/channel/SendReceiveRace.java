package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: when sends and receives meet, an element is lost, doubled, or overtakes another. r1 and r2
 * are what the two sides were told, the last result what is left in the channel; see {@link Op} for
 * the numbers.
 *
 * <p>{@code java -jar jcstress.jar -t SendReceiveRace}
 */
public class SendReceiveRace {
  /** A ring without the lock. */
  @JCStressTest
  @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "The old one received, the new one is left.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "The count or the slots are wrong.")
  @State
  public static class Broken {
    private final Ring ring = new Ring(2);

    public Broken() {
      ring.offer(2);
    }

    @Actor
    public void sends(III_Result r) {
      r.r1 = ring.offer(1) ? 1 : 0;
    }

    @Actor
    public void receives(III_Result r) {
      r.r2 = (Integer) ring.take();
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = ring.size();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Sent too late to be received.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Sent and received.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualEmpty {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void sends(III_Result r) {
      r.r1 = Op.trySend(channel, 1);
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
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "Tried too early: it was full.")
  @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "Tried after the receive.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled or overtaken.")
  @State
  public static class ActualFull {
    private final Channel<Integer> channel = Channel.make(1);

    public ActualFull() {
      channel.trySend(1);
    }

    @Actor
    public void sends(III_Result r) {
      r.r1 = Op.trySend(channel, 2);
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

  /**
   * The second send waits behind a full buffer unless the receiver was faster: one critical
   * section.
   */
  @JCStressTest
  @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "Both, in the order in which they were sent.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled or overtaken.")
  @State
  public static class ActualOrder {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void sends() {
      Op.send(channel, 1);
      Op.send(channel, 2);
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = 10 * Op.receive(channel);
      r.r1 += Op.receive(channel);
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /** Two take from two: each element once. */
  @JCStressTest
  @Outcome(
      id = {"1, 2, 0", "2, 1, 0"},
      expect = ACCEPTABLE,
      desc = "Each element once.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualTwoReceivers {
    private final Channel<Integer> channel = Channel.make(2);

    public ActualTwoReceivers() {
      channel.trySend(1);
      channel.trySend(2);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = Op.tryReceive(channel);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = Op.tryReceive(channel);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /** Two send to the last free slot: one of them gets it. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "The second got it.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or neither.")
  @State
  public static class ActualTwoSenders {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void first(III_Result r) {
      r.r1 = Op.trySend(channel, 1);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = Op.trySend(channel, 2);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }
}
