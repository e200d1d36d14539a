package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.SpinLock;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: two threads each send on a channel of their own and then try to receive from the other's,
 * and both find it empty, although one of the sends came first. Failed try operations take no lock,
 * and the release store that ends a send may still be in the store buffer (Dekker's pattern). See
 * the design comment of {@link Hchan}.
 *
 * <p>{@code java -jar jcstress.jar -t FailedTryIsNotSpurious}
 */
public class FailedTryIsNotSpurious {
  /** As much of a channel as shows it. */
  private static class Tiny extends SpinLock {
    final Ring ring = new Ring(1);

    void send() {
      lock();
      ring.offer(1);
      unlock();
    }

    int tryReceive() {
      if (ring.size() == 0) {
        return 0;
      }
      lock();
      try {
        return ring.isEmpty() ? 0 : (Integer) ring.take();
      } finally {
        unlock();
      }
    }
  }

  private static final class Fenced extends Tiny {
    @Override
    int tryReceive() {
      VarHandle.fullFence();
      return super.tryReceive();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "The later one finds the element.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both find nothing.")
  @State
  public static class Model {
    private final Tiny a = new Fenced();
    private final Tiny b = new Fenced();

    @Actor
    public void first(II_Result r) {
      a.send();
      r.r1 = b.tryReceive();
    }

    @Actor
    public void second(II_Result r) {
      b.send();
      r.r2 = a.tryReceive();
    }
  }

  /** The same without the fence. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "The later one finds the element.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Both find nothing.")
  @State
  public static class Broken {
    private final Tiny a = new Tiny();
    private final Tiny b = new Tiny();

    @Actor
    public void first(II_Result r) {
      a.send();
      r.r1 = b.tryReceive();
    }

    @Actor
    public void second(II_Result r) {
      b.send();
      r.r2 = a.tryReceive();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "The later one finds the element.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both find nothing.")
  @State
  public static class ActualTryReceive {
    private final Channel<Integer> a = Channel.make(1);
    private final Channel<Integer> b = Channel.make(1);

    @Actor
    public void first(II_Result r) {
      a.trySend(1);
      r.r1 = Op.tryReceive(b);
    }

    @Actor
    public void second(II_Result r) {
      b.trySend(1);
      r.r2 = Op.tryReceive(a);
    }
  }

  /**
   * The same the other way round: each makes room and then tries to send to the other's channel.
   */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "The later one finds room.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both find the other's channel full.")
  @State
  public static class ActualTrySend {
    private final Channel<Integer> a = Channel.make(1);
    private final Channel<Integer> b = Channel.make(1);

    public ActualTrySend() {
      a.trySend(1);
      b.trySend(1);
    }

    @Actor
    public void first(II_Result r) {
      a.tryReceive();
      r.r1 = Op.trySend(b, 2);
    }

    @Actor
    public void second(II_Result r) {
      b.tryReceive();
      r.r2 = Op.trySend(a, 2);
    }
  }

  /** Closing instead of sending: of two that each close their own, one must see the other's end. */
  @JCStressTest
  @Outcome(
      id = {"0, -1", "-1, 0", "-1, -1"},
      expect = ACCEPTABLE,
      desc = "The later one finds the end.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both find the other's channel open.")
  @State
  public static class ActualClose {
    private final Channel<Integer> a = Channel.make();
    private final Channel<Integer> b = Channel.make();

    @Actor
    public void first(II_Result r) {
      a.close();
      r.r1 = Op.tryReceive(b);
    }

    @Actor
    public void second(II_Result r) {
      b.close();
      r.r2 = Op.tryReceive(a);
    }
  }
}
