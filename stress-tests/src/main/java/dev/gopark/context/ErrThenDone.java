package dev.gopark.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: somebody sees err() and finds done() open, or finds done() closed and no err() or cause()
 * (X6).
 *
 * <p>{@code java -jar jcstress.jar -t ErrThenDone}
 */
public class ErrThenDone {
  /** Err first, done second, and readers that do not help. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Not yet, or both.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Err, but done is open.")
  @State
  public static class Broken {
    private final Channel<Void> done = Channel.make();
    private volatile Exception err;

    @Actor
    public void cancels() {
      err = CanceledException.PLAIN;
      done.close();
    }

    @Actor
    public void asks(II_Result r) {
      r.r1 = err != null ? 1 : 0;
      r.r2 = done.isDrained() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Not yet, or both.")
  @Outcome(expect = FORBIDDEN, desc = "Err, but done is open.")
  @State
  public static class ActualErrFirst {
    private final CancelNode node = new CancelNode(Context.background());
    private final ReceiveChannel<Void> done = node.done();

    @Actor
    public void cancels() {
      node.cancel();
    }

    @Actor
    public void asks(II_Result r) {
      r.r1 = node.err() != null ? 1 : 0;
      r.r2 = done.isDrained() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0, 0", "0, 1, 1", "1, 1, 1", "0, 0, 1"},
      expect = ACCEPTABLE,
      desc = "Not yet, or all.")
  @Outcome(expect = FORBIDDEN, desc = "Done is closed, but there is no err or no cause.")
  @State
  public static class ActualDoneFirst {
    private final CancelNode node = new CancelNode(Context.background());
    private final Exception reason = new Exception();
    private final ReceiveChannel<Void> done = node.done();

    @Actor
    public void cancels() {
      node.cancel(reason);
    }

    @Actor
    public void asks(III_Result r) {
      r.r1 = done.isDrained() ? 1 : 0;
      r.r2 = node.err() != null ? 1 : 0;
      r.r3 = node.cause() == reason ? 1 : 0;
    }
  }

  /** The channel is made while the node ends. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Not yet, or both.")
  @Outcome(expect = FORBIDDEN, desc = "Err, but a channel that is open.")
  @State
  public static class ActualMadeMeanwhile {
    private final CancelNode node = new CancelNode(Context.background());

    @Actor
    public void cancels() {
      node.cancel();
    }

    @Actor
    public void asks(II_Result r) {
      ReceiveChannel<Void> done = node.done();
      r.r1 = node.err() != null ? 1 : 0;
      r.r2 = done.isDrained() ? 1 : 0;
    }
  }
}
