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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Risk: an element is sent after the channel was closed and found drained; a sender that the close
 * refused leaves its element behind; a send that does not wait would have to, says it, though it
 * never had to; two closes both succeed.
 *
 * <p>{@code java -jar jcstress.jar -t SendCloseRace}
 */
public class SendCloseRace {
  /** A channel whose sender looks at closed before it takes the lock. */
  private static final class Tiny extends SpinLock {
    private final Ring ring = new Ring(1);
    private volatile boolean closed;

    int send() {
      if (closed) {
        return -1;
      }
      lock();
      ring.offer(1);
      unlock();
      return 1;
    }

    void close() {
      lock();
      closed = true;
      unlock();
    }

    int tryReceive() {
      lock();
      try {
        return ring.isEmpty() ? closed ? -1 : 0 : (Integer) ring.take();
      } finally {
        unlock();
      }
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1, -1", expect = ACCEPTABLE, desc = "Sent before the close, and received.")
  @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "Refused.")
  @Outcome(id = "1, -1, 1", expect = ACCEPTABLE_INTERESTING, desc = "An element after the end.")
  @State
  public static class Broken {
    private final Tiny channel = new Tiny();

    @Actor
    public void sends(III_Result r) {
      r.r1 = channel.send();
    }

    @Actor
    public void closes(III_Result r) {
      channel.close();
      r.r2 = channel.tryReceive();
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = channel.tryReceive();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1, -1", expect = ACCEPTABLE, desc = "Sent before the close, and received.")
  @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "Refused.")
  @Outcome(expect = FORBIDDEN, desc = "An element after the end, or lost.")
  @State
  public static class Actual {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void sends(III_Result r) {
      r.r1 = Op.trySend(channel, 1);
    }

    @Actor
    public void closes(III_Result r) {
      channel.close();
      r.r2 = Op.tryReceive(channel);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /** A sender that waits, or is about to, is refused and keeps its element. */
  @JCStressTest
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Refused, and nothing is left.")
  @Outcome(expect = FORBIDDEN, desc = "Sent to nobody.")
  @State
  public static class ActualWaitingSender {
    private final Channel<Integer> channel = Channel.make();

    @Actor
    public void sends(II_Result r) {
      r.r1 = Op.send(channel, 1);
    }

    @Actor
    public void closes() {
      channel.close();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  /**
   * A receiver waits from the start until it gets the element or the end, so a send is either taken
   * or refused, never told to wait. r2 is what the receiver got.
   */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The receiver got it.")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "Refused; the receiver got the end.")
  @Outcome(expect = FORBIDDEN, desc = "Told to wait, or lost.")
  @State
  public static class ActualWaitingReceiver {
    private final Hchan<Integer> channel = new Hchan<>(0);
    private final Waiter receiver = new Waiter(WaitReason.CHAN_RECEIVE, channel);

    public ActualWaitingReceiver() {
      channel.lock();
      channel.recvq().add(receiver);
      channel.unlock();
    }

    @Actor
    public void sends(II_Result r) {
      r.r1 = Op.trySend(channel, 1);
    }

    @Actor
    public void closes() {
      channel.close();
    }

    @Arbiter
    public void got(II_Result r) {
      r.r2 = receiver.item() == null ? 0 : (Integer) receiver.item();
      Op.checkInvariants(channel);
    }
  }

  /**
   * A receiver that waits until the close, and a sender that looks at closed and full, once each,
   * as Go does.
   */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "-1, 0"},
      expect = ACCEPTABLE,
      desc = "The receiver got the element, or the end.")
  @Outcome(
      id = "0, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Told to wait, though it never had to.")
  @State
  public static class BrokenWaitingReceiver {
    private final Hchan<Integer> channel = new Hchan<>(0);
    private final Waiter receiver = new Waiter(WaitReason.CHAN_RECEIVE, channel);
    private volatile boolean closed;

    public BrokenWaitingReceiver() {
      channel.lock();
      channel.recvq().add(receiver);
      channel.unlock();
    }

    @Actor
    public void sends(II_Result r) {
      r.r1 = !closed && channel.recvq().isEmpty() ? 0 : Op.trySend(channel, 1);
    }

    @Actor
    public void closes() {
      closed = true;
      channel.close();
    }

    @Arbiter
    public void got(II_Result r) {
      r.r2 = receiver.item() == null ? 0 : (Integer) receiver.item();
    }
  }

  /** Full until it is drained after the close, so a send is told to wait, or refused. */
  @JCStressTest
  @Outcome(id = "0, 9", expect = ACCEPTABLE, desc = "It was full and open.")
  @Outcome(id = "-1, 9", expect = ACCEPTABLE, desc = "It was closed.")
  @Outcome(expect = FORBIDDEN, desc = "Sent to a closed channel, or the element is gone.")
  @State
  public static class ActualFull {
    private final Channel<Integer> channel = Channel.make(1);

    public ActualFull() {
      channel.trySend(9);
    }

    @Actor
    public void sends(II_Result r) {
      r.r1 = Op.trySend(channel, 1);
    }

    @Actor
    public void closes(II_Result r) {
      channel.close();
      r.r2 = Op.tryReceive(channel);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "One closed it.")
  @Outcome(expect = FORBIDDEN, desc = "Both closed it, or neither.")
  @State
  public static class ActualTwoCloses {
    private final Channel<Integer> channel = Channel.make();

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = channel.tryClose();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = channel.tryClose();
    }
  }
}
