package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: an interrupt and a delivery meet, and the element is lost (the receiver says interrupted,
 * the sender says sent) or doubled (the sender says interrupted, the receiver has it), or the
 * interrupt is lost. See {@link Op} for the numbers.
 *
 * <p>Most cases let the waiting thread interrupt itself beforehand, so that it cancels as soon as
 * it is queued: the window is hit without a park.
 *
 * <p>{@code java -jar jcstress.jar -t InterruptAgainstDelivery}
 */
public class InterruptAgainstDelivery {
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Delivered, or cancelled.")
  @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
  @State
  public static class Model {
    private final AtomicInteger state = new AtomicInteger();

    @Actor
    public void delivers(II_Result r) {
      r.r1 = state.compareAndSet(0, 1) ? 1 : 0;
    }

    @Actor
    public void cancels(II_Result r) {
      r.r2 = state.compareAndSet(0, 2) ? 1 : 0;
    }
  }

  /** The waiter looks whether it was claimed, and then leaves. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Delivered, or cancelled.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Delivered to one that has left.")
  @State
  public static class Broken {
    private final AtomicInteger state = new AtomicInteger();

    @Actor
    public void delivers(II_Result r) {
      r.r1 = state.compareAndSet(0, 1) ? 1 : 0;
    }

    @Actor
    public void cancels(II_Result r) {
      if (state.get() == 0) {
        state.set(2);
        r.r2 = 1;
      }
    }
  }

  @JCStressTest
  @Outcome(id = "-2, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; the sender found nobody.")
  @Outcome(id = "101, 1, 0", expect = ACCEPTABLE, desc = "Received; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or the interrupt lost.")
  @State
  public static class ActualReceive {
    private final Channel<Integer> channel = Channel.make();
    private volatile boolean over;

    @Actor
    public void receives(III_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = Op.andFlag(Op.receive(channel));
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

  /** With a buffer what was not handed over is sent all the same, and left. */
  @JCStressTest
  @Outcome(id = "-2, 1, 1", expect = ACCEPTABLE, desc = "Interrupted; the element is left.")
  @Outcome(id = "101, 1, 0", expect = ACCEPTABLE, desc = "Received; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or the interrupt lost.")
  @State
  public static class ActualReceiveBuffered {
    private final Channel<Integer> channel = Channel.make(1);

    @Actor
    public void receives(III_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = Op.andFlag(Op.receive(channel));
    }

    @Actor
    public void sends(III_Result r) {
      r.r2 = Op.trySend(channel, 1);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }

  @JCStressTest
  @Outcome(id = "-2, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was received.")
  @Outcome(id = "101, 1, 0", expect = ACCEPTABLE, desc = "Sent; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or the interrupt lost.")
  @State
  public static class ActualSend {
    private final Channel<Integer> channel = Channel.make();
    private volatile boolean over;

    @Actor
    public void sends(III_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = Op.andFlag(Op.send(channel, 1));
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

  /**
   * A sender behind a full buffer: the receiver takes the head, and moves the sender's element or
   * does not.
   */
  @JCStressTest
  @Outcome(id = "-2, 9, 0", expect = ACCEPTABLE, desc = "Interrupted; its element was not sent.")
  @Outcome(id = "101, 9, 1", expect = ACCEPTABLE, desc = "Sent; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or the interrupt lost.")
  @State
  public static class ActualSendFull {
    private final Channel<Integer> channel = Channel.make(1);

    public ActualSendFull() {
      channel.trySend(9);
    }

    @Actor
    public void sends(III_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = Op.andFlag(Op.send(channel, 1));
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
  @Outcome(id = "-2, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; the sender found nobody.")
  @Outcome(id = "101, 1, 0", expect = ACCEPTABLE, desc = "Received; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or the interrupt lost.")
  @State
  public static class ActualSelect {
    private final Channel<Integer> a = Channel.make();
    private final Channel<Integer> b = Channel.make();
    private volatile boolean over;

    @Actor
    public void selects(III_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = Op.andFlag(Op.select(a.onReceive(), b.onReceive()));
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

  /** A close claims as a sender does. */
  @JCStressTest
  @Outcome(id = "-2, -1", expect = ACCEPTABLE, desc = "Interrupted.")
  @Outcome(id = "99, -1", expect = ACCEPTABLE, desc = "The end; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "The interrupt lost, or a receiver that sleeps on.")
  @State
  public static class ActualClose {
    private final Channel<Integer> channel = Channel.make();

    @Actor
    public void receives(II_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = Op.andFlag(Op.receive(channel));
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
   * Another thread interrupts and then sends. The receiver may have parked before. It keeps its
   * flag until the interrupt has come, so that it does not take it into the next sample.
   */
  @JCStressTest
  @Outcome(id = "-2, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; the sender found nobody.")
  @Outcome(id = "101, 1, 0", expect = ACCEPTABLE, desc = "Received; the flag is set.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or the interrupt lost.")
  @State
  public static class ActualInterruptedByOther {
    private final Channel<Integer> channel = Channel.make();
    private volatile Thread receiver;
    private volatile boolean interrupted;

    @Actor
    public void receives(III_Result r) {
      receiver = Thread.currentThread();
      int received = Op.receive(channel);
      while (!interrupted) {
        Thread.onSpinWait();
      }
      r.r1 = Op.andFlag(received);
    }

    @Actor
    public void interruptsAndSends(III_Result r) {
      Thread thread;
      while ((thread = receiver) == null) {
        Thread.onSpinWait();
      }
      thread.interrupt();
      interrupted = true;
      r.r2 = Op.trySend(channel, 1);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = Op.tryReceive(channel);
      Op.checkInvariants(channel);
    }
  }
}
