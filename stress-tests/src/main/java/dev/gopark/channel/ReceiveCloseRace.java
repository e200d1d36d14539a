package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.SpinLock;
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
 * Risk: a receiver is told of the end while an element is still there, or sleeps through the close.
 *
 * <p>{@code java -jar jcstress.jar -t ReceiveCloseRace}
 */
public class ReceiveCloseRace {
  /**
   * A channel that believes its first look: closed, seen after empty, is taken for closed and
   * drained.
   */
  private static final class Tiny extends SpinLock {
    private final Ring ring = new Ring(1);
    private volatile boolean closed;

    void sendAndClose() {
      lock();
      ring.offer(1);
      unlock();
      lock();
      closed = true;
      unlock();
    }

    int tryReceive() {
      if (ring.size() == 0) {
        return closed ? -1 : 0;
      }
      lock();
      try {
        return (Integer) ring.take();
      } finally {
        unlock();
      }
    }
  }

  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Too early; the element is left.")
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "The element.")
  @Outcome(id = "-1, 1", expect = ACCEPTABLE_INTERESTING, desc = "The end before the last element.")
  @State
  public static class Broken {
    private final Tiny channel = new Tiny();

    @Actor
    public void closes() {
      channel.sendAndClose();
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = channel.tryReceive();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = channel.tryReceive();
    }
  }

  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Too early; the element is left.")
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "The element.")
  @Outcome(expect = FORBIDDEN, desc = "The end before the last element, or lost.")
  @State
  public static class Actual {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void closes() {
      channel.trySend(1);
      channel.close();
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.tryReceive(channel);
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /** The receiver waits: the element comes first, then the end. */
  @JCStressTest
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "The element, then the end.")
  @Outcome(expect = FORBIDDEN, desc = "The end before the last element, or lost.")
  @State
  public static class ActualWaits {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void closes() {
      channel.trySend(1);
      channel.close();
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.receive(channel);
      r.r2 = Op.receive(channel);
    }

    @Arbiter
    public void check() {
      Op.checkInvariants(channel);
    }
  }

  /** A receiver that waits, or is about to, is told of the end; so is the next. */
  @JCStressTest
  @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "The end, for ever.")
  @Outcome(expect = FORBIDDEN, desc = "Anything else.")
  @State
  public static class ActualEnd {
    private final Channel<Integer> channel = Channel.make();

    @Actor
    public void closes(III_Result r) {
      channel.close();
      r.r2 = Op.tryReceive(channel);
    }

    @Actor
    public void receives(III_Result r) {
      r.r1 = Op.receive(channel);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /**
   * A sender waits from the start until it is taken or refused: a receive gets its element or the
   * end.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The element was taken.")
  @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "The end; the sender keeps its element.")
  @Outcome(expect = FORBIDDEN, desc = "Told to wait, lost or doubled.")
  @State
  public static class ActualWaitingSender {
    private final Hchan<Integer> channel = new Hchan<>(0);
    private final Waiter sender = new Waiter(WaitReason.CHAN_SEND, channel);

    public ActualWaitingSender() {
      sender.item(1);
      channel.lock();
      channel.sendq().add(sender);
      channel.unlock();
    }

    @Actor
    public void closes() {
      channel.close();
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Op.tryReceive(channel);
    }

    @Arbiter
    public void kept(II_Result r) {
      r.r2 = sender.item() == null ? 0 : (Integer) sender.item();
      Op.checkInvariants(channel);
    }
  }
}
