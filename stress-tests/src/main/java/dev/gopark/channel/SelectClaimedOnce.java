package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a waiting select is given two elements, or one is given to it and thrown away; two selects
 * that want the same channels in opposite orders pair wrongly or lock each other out. See {@link
 * Op} for the numbers.
 *
 * <p>{@code java -jar jcstress.jar -t SelectClaimedOnce}
 */
public class SelectClaimedOnce {
  /** Each channel asks, under its own lock only, whether the select is still free. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The first gave its element.")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "The second gave its element.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Both think that they did: one element is lost.")
  @State
  public static class Broken {
    private volatile boolean done;
    private int item;

    private int give(int element) {
      if (done) {
        return 0;
      }
      done = true;
      item = element;
      return 1;
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = give(1);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = give(2);
    }

    @Arbiter
    public void received(III_Result r) {
      r.r3 = item;
    }
  }

  /** A select that waits from the start, as after its second pass; the arbiter makes the third. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The first gave its element.")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "The second gave its element.")
  @Outcome(expect = FORBIDDEN, desc = "Two gave, or none, or the element is lost.")
  @State
  public static class ActualTwoSenders {
    private final Hchan<Integer> a = new Hchan<>(0);
    private final Hchan<Integer> b = new Hchan<>(0);
    private final Waiter waiter = new Waiter(WaitReason.SELECT, null);
    private final SelectArm first = new SelectArm(waiter);
    private final SelectArm second = new SelectArm(waiter);

    public ActualTwoSenders() {
      first.set((ChannelCase<?>) a.onReceive(), a);
      second.set((ChannelCase<?>) b.onReceive(), b);
      a.lock();
      b.lock();
      first.enqueue();
      second.enqueue();
      b.unlock();
      a.unlock();
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = Op.trySend(a, 1);
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = Op.trySend(b, 2);
    }

    @Arbiter
    public void received(III_Result r) {
      first.leave();
      second.leave();
      r.r3 = waiter.winner() == null ? 0 : (Integer) waiter.winner().item();
      SelectArm loser = waiter.winner() == first ? second : first;
      if (loser.item() != null) {
        r.r3 = 99;
      }
      Op.checkInvariants(a, b);
    }
  }

  /** The same with one sender and one close. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It received the element.")
  @Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "It received the end; nothing was sent.")
  @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
  @State
  public static class ActualSendAndClose {
    private final Hchan<Integer> a = new Hchan<>(0);
    private final Hchan<Integer> b = new Hchan<>(0);
    private final Waiter waiter = new Waiter(WaitReason.SELECT, null);
    private final SelectArm first = new SelectArm(waiter);
    private final SelectArm second = new SelectArm(waiter);

    public ActualSendAndClose() {
      first.set((ChannelCase<?>) a.onReceive(), a);
      second.set((ChannelCase<?>) b.onReceive(), b);
      a.lock();
      b.lock();
      first.enqueue();
      second.enqueue();
      b.unlock();
      a.unlock();
    }

    @Actor
    public void sends(II_Result r) {
      r.r1 = Op.trySend(a, 1);
    }

    @Actor
    public void closes() {
      b.close();
    }

    @Arbiter
    public void received(II_Result r) {
      first.leave();
      second.leave();
      if (waiter.winner() == first) {
        r.r2 = (Integer) first.item();
      } else if (waiter.winner() == second && second.item() == null) {
        r.r2 = -1;
      }
      Op.checkInvariants(a, b);
    }
  }

  /**
   * A whole select against a thread that sends on both channels: one element received, one left.
   */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "One received, the other left.")
  @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
  @State
  public static class ActualWhole {
    private final Channel<Integer> a = Channel.make(1);
    private final Channel<Integer> b = Channel.make(1);

    @Actor
    public void selects(II_Result r) {
      r.r1 = Op.select(a.onReceive(), b.onReceive());
    }

    @Actor
    public void sends() {
      a.trySend(1);
      b.trySend(2);
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = Op.tryReceive(a) + Op.tryReceive(b);
      Op.checkInvariants(a, b);
    }
  }

  /** Two selects, each sending where the other receives: they meet on one channel. */
  @JCStressTest
  @Outcome(id = "10, 1", expect = ACCEPTABLE, desc = "The first sent, the second received.")
  @Outcome(id = "2, 10", expect = ACCEPTABLE, desc = "The second sent, the first received.")
  @Outcome(expect = FORBIDDEN, desc = "They did not meet, or met twice.")
  @State
  public static class ActualTwoSelects {
    private final Channel<Integer> a = Channel.make();
    private final Channel<Integer> b = Channel.make();

    @Actor
    public void first(II_Result r) {
      r.r1 = Op.select(a.onSend(1, () -> 10), b.onReceive());
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = Op.select(b.onSend(2, () -> 10), a.onReceive());
    }

    @Arbiter
    public void check() {
      Op.checkInvariants(a, b);
    }
  }

  /** Both directions of one channel in each of two selects: neither may pair with itself. */
  @JCStressTest
  @Outcome(id = "10, 1", expect = ACCEPTABLE, desc = "The first sent, the second received.")
  @Outcome(id = "2, 10", expect = ACCEPTABLE, desc = "The second sent, the first received.")
  @Outcome(expect = FORBIDDEN, desc = "One met itself, or they met twice.")
  @State
  public static class ActualBothDirections {
    private final Channel<Integer> a = Channel.make();

    @Actor
    public void first(II_Result r) {
      r.r1 = Op.select(a.onSend(1, () -> 10), a.onReceive());
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = Op.select(a.onSend(2, () -> 10), a.onReceive());
    }

    @Arbiter
    public void check() {
      Op.checkInvariants(a);
    }
  }
}
