package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.SpinLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a receive that does not wait says that there is nothing, although at every moment there
 * was: first an element, then, after the close, the end (row C21, Go's TestNonblockRecvRace). The
 * other thread closes and takes the element.
 *
 * <p>{@code java -jar jcstress.jar -t TryReceiveOnClosing}
 */
public class TryReceiveOnClosing {
  /** A channel that looks at closed first and at empty afterwards. */
  private static final class Tiny extends SpinLock {
    private final Ring ring = new Ring(1);
    private volatile boolean closed;

    Tiny() {
      ring.offer(1);
    }

    void close() {
      lock();
      closed = true;
      unlock();
    }

    int tryReceive() {
      if (!closed && ring.size() == 0) {
        return 0;
      }
      lock();
      try {
        return ring.isEmpty() ? closed ? -1 : 0 : (Integer) ring.take();
      } finally {
        unlock();
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, -1", "-1, 1"},
      expect = ACCEPTABLE,
      desc = "One the element, the other the end.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "Nothing, though there always was.")
  @State
  public static class Broken {
    private final Tiny channel = new Tiny();

    @Actor
    public void tries(II_Result r) {
      r.r1 = channel.tryReceive();
    }

    @Actor
    public void closesAndTakes(II_Result r) {
      channel.close();
      r.r2 = channel.tryReceive();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, -1", "-1, 1"},
      expect = ACCEPTABLE,
      desc = "One the element, the other the end.")
  @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "Nothing, though there always was.")
  @State
  public static class Actual {
    private final Channel<Integer> channel = Channel.make(1);

    public Actual() {
      channel.trySend(1);
    }

    @Actor
    public void tries(II_Result r) {
      r.r1 = Op.tryReceive(channel);
    }

    @Actor
    public void closesAndTakes(II_Result r) {
      channel.close();
      r.r2 = Op.tryReceive(channel);
    }
  }

  /** The same through the fast path of a select with a default. */
  @JCStressTest
  @Outcome(
      id = {"1, -1", "-1, 1"},
      expect = ACCEPTABLE,
      desc = "One the element, the other the end.")
  @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "Nothing, though there always was.")
  @State
  public static class ActualSelect {
    private final Channel<Integer> channel = Channel.make(1);
    private final Case<Integer> receive = channel.onReceive();
    private final Case<Integer> otherwise = Select.otherwise(() -> 0);

    public ActualSelect() {
      channel.trySend(1);
    }

    @Actor
    public void tries(II_Result r) {
      r.r1 = Op.select(receive, otherwise);
    }

    @Actor
    public void closesAndTakes(II_Result r) {
      channel.close();
      r.r2 = Op.select(receive, otherwise);
    }
  }
}
