package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a select with a default looks at its channels one after the other and takes the default,
 * although one of them was ready at every moment (row S3, Go's TestNonblockSelectRace). The other
 * thread makes the second ready and only then the first not.
 *
 * <p>{@code java -jar jcstress.jar -t SelectAtomicLook}
 */
public class SelectAtomicLook {
  /** Two looks, one after the other. */
  @JCStressTest
  @Outcome(
      id = {"1", "2"},
      expect = ACCEPTABLE,
      desc = "An element.")
  @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "The default.")
  @State
  public static class Broken {
    private final Channel<Integer> a = Channel.make(1);
    private final Channel<Integer> b = Channel.make(1);

    public Broken() {
      a.trySend(1);
    }

    @Actor
    public void selects(I_Result r) {
      int found = Op.tryReceive(b);
      r.r1 = found == 0 ? Op.tryReceive(a) : found;
    }

    @Actor
    public void moves() {
      b.trySend(2);
      a.tryReceive();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1", "2"},
      expect = ACCEPTABLE,
      desc = "An element.")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "The default.")
  @State
  public static class ActualSend {
    private final Channel<Integer> a = Channel.make(1);
    private final Channel<Integer> b = Channel.make(1);
    private final Case<Integer> otherwise = Select.otherwise(() -> 0);

    public ActualSend() {
      a.trySend(1);
    }

    @Actor
    public void selects(I_Result r) {
      r.r1 = Op.select(a.onReceive(), b.onReceive(), otherwise);
    }

    @Actor
    public void moves() {
      b.trySend(2);
      a.tryReceive();
    }
  }

  /** Go's TestNonblockSelectRace2: the second is closed instead. */
  @JCStressTest
  @Outcome(
      id = {"1", "-1"},
      expect = ACCEPTABLE,
      desc = "The element, or the end.")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "The default.")
  @State
  public static class ActualClose {
    private final Channel<Integer> a = Channel.make(1);
    private final Channel<Integer> b = Channel.make();
    private final Case<Integer> otherwise = Select.otherwise(() -> 0);

    public ActualClose() {
      a.trySend(1);
    }

    @Actor
    public void selects(I_Result r) {
      r.r1 = Op.select(a.onReceive(), b.onReceive(), otherwise);
    }

    @Actor
    public void moves() {
      b.close();
      a.tryReceive();
    }
  }
}
