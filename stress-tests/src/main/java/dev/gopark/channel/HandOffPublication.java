package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: the element arrives before what its sender wrote earlier; or a completed send, a freed slot
 * or the end of a channel is seen before what led to it (Go's memory model, row C27).
 *
 * <p>{@code java -jar jcstress.jar -t HandOffPublication}
 */
public class HandOffPublication {
  /** The item is handed over through plain fields: the compiler may read the data first. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Nothing yet, or all of it.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Done, but the item is not there.")
  @State
  public static class Broken {
    private int item;
    private int done;

    @Actor
    public void claims() {
      item = 1;
      done = 1;
    }

    @Actor
    public void waits(II_Result r) {
      r.r1 = done;
      r.r2 = item;
    }
  }

  /** Through a buffer, or directly if the receiver waits already. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "The element and what was written before it.")
  @Outcome(expect = FORBIDDEN, desc = "The element without what was written before it.")
  @State
  public static class ActualBuffered {
    private final Channel<Integer> channel = Channel.make(1);
    private int data;

    @Actor
    public void sends() {
      data = 7;
      channel.trySend(1);
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.receive(channel);
      r.r2 = data;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 7", "1, 7"},
      expect = ACCEPTABLE,
      desc = "Nothing yet, or all of it.")
  @Outcome(expect = FORBIDDEN, desc = "The element without what was written before it.")
  @State
  public static class ActualTryReceive {
    private final Channel<Integer> channel = Channel.make(1);
    private int data;

    @Actor
    public void sends() {
      data = 7;
      channel.trySend(1);
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.tryReceive(channel);
      r.r2 = data;
    }
  }

  /** Both ways: a rendezvous also shows the sender what the receiver wrote before. */
  @JCStressTest
  @Outcome(id = "8, 7", expect = ACCEPTABLE, desc = "Each sees what the other wrote before.")
  @Outcome(expect = FORBIDDEN, desc = "One does not see what the other wrote before.")
  @State
  public static class ActualUnbuffered {
    private final Channel<Integer> channel = Channel.make();
    private int before;
    private int beforeReceive;

    @Actor
    public void sends(II_Result r) {
      before = 7;
      Op.send(channel, 1);
      r.r1 = beforeReceive;
    }

    @Actor
    public void receives(II_Result r) {
      beforeReceive = 8;
      Op.receive(channel);
      r.r2 = before;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "The element and what was written before it.")
  @Outcome(expect = FORBIDDEN, desc = "The element without what was written before it.")
  @State
  public static class ActualSelect {
    private final Channel<Integer> never = Channel.make();
    private final Channel<Integer> channel = Channel.make(1);
    private int data;

    @Actor
    public void sends() {
      data = 7;
      channel.trySend(1);
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.select(never.onReceive(), channel.onReceive());
      r.r2 = data;
    }
  }

  /** A send that had to wait for room sees what the receiver that made it wrote before. */
  @JCStressTest
  @Outcome(id = "7", expect = ACCEPTABLE, desc = "What was written before the receive.")
  @Outcome(expect = FORBIDDEN, desc = "Room, but not what was written before the receive.")
  @State
  public static class ActualFreedSlot {
    private final Channel<Integer> channel = Channel.make(1);
    private int data;

    public ActualFreedSlot() {
      channel.trySend(1);
    }

    @Actor
    public void receives() {
      data = 7;
      channel.tryReceive();
    }

    @Actor
    public void sends(I_Result r) {
      Op.send(channel, 2);
      r.r1 = data;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 7", "-1, 7"},
      expect = ACCEPTABLE,
      desc = "Open, or closed with all of it.")
  @Outcome(expect = FORBIDDEN, desc = "The end without what was written before the close.")
  @State
  public static class ActualClose {
    private final Channel<Integer> channel = Channel.make();
    private int data;

    @Actor
    public void closes() {
      data = 7;
      channel.close();
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.tryReceive(channel);
      r.r2 = data;
    }
  }
}
