package dev.gopark.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: two threads each write their own variable and read the other's, and both miss the write
 * (Go's TestStoreLoadSeqCst, row A14); or a message is seen before its content
 * (TestStoreLoadRelAcq).
 *
 * <p>{@code java -jar jcstress.jar -t SequentialConsistency}
 */
public class SequentialConsistency {
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One comes first.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Both miss the other's write.")
  @State
  public static class Broken {
    private int x;
    private int y;

    @Actor
    public void first(II_Result r) {
      x = 1;
      r.r1 = y;
    }

    @Actor
    public void second(II_Result r) {
      y = 1;
      r.r2 = x;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One comes first.")
  @Outcome(expect = FORBIDDEN, desc = "Both miss the other's write.")
  @State
  public static class ActualStoreLoad {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt64 y = new AtomicInt64();

    @Actor
    public void first(II_Result r) {
      x.store(1);
      r.r1 = (int) y.load();
    }

    @Actor
    public void second(II_Result r) {
      y.store(1);
      r.r2 = x.load();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 7", "1, 7"},
      expect = ACCEPTABLE,
      desc = "Nothing yet, or all of it.")
  @Outcome(expect = FORBIDDEN, desc = "The message without its content.")
  @State
  public static class ActualMessage {
    private final AtomicValue message = new AtomicValue();
    private int content;

    @Actor
    public void sends() {
      content = 7;
      message.store("sent");
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = message.load() == null ? 0 : 1;
      r.r2 = content;
    }
  }
}
