package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinMoves;
import dev.gopark.bench.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code selectReady8} and {@code selectReady64}: a thread moves an element around among many
 * channels of its own, and receives it with a select over all of them.
 */
public final class SelectMany {
  private SelectMany() {}

  /** The channels of one contender. */
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Thread)
  public abstract static class Many {
    private static final int STEP = 5; // no divisor of the number: the element comes to all
    private static final Integer ELEMENT = 1;

    private final int channels;
    private final List<Channel<Integer>> ours = new ArrayList<>();
    private final Select<Integer> any;
    private final List<com.softwaremill.jox.Channel<Integer>> jox = new ArrayList<>();
    private final KotlinMoves kotlin;
    private int next;

    Many(int channels) {
      this.channels = channels;
      for (int i = 0; i < channels; i++) {
        ours.add(Channel.make(1));
        jox.add(com.softwaremill.jox.Channel.newBufferedChannel(1));
      }
      any = Select.of(Clauses.ours(ours));
      kotlin = new KotlinMoves(channels, 1);
    }

    @Setup
    public void start() throws InterruptedException {
      ours.get(0).send(ELEMENT);
      jox.get(0).send(ELEMENT);
      kotlin.start();
    }

    @Benchmark
    public void gopark() throws InterruptedException {
      Integer element = any.run();
      ours.get(step()).send(element);
    }

    @Benchmark
    public void goparkOneShot() throws InterruptedException {
      Integer element = Select.select(Clauses.ours(ours));
      ours.get(step()).send(element);
    }

    @Benchmark
    public void jox() throws InterruptedException {
      Integer element = com.softwaremill.jox.Select.select(Clauses.jox(jox));
      jox.get(step()).send(element);
    }

    @Benchmark
    public void kotlinx() {
      kotlin.any(STEP);
    }

    private int step() {
      next = (next + STEP) % channels;
      return next;
    }
  }

  /** Eight. */
  @Scenario(
      word = "selectReady8",
      group = Group.SELECT,
      operation =
          "a select over 8 channels of which one has an element, and a send of that to another",
      go = "SelectReady8")
  public static class Ready8 extends Many {
    public Ready8() {
      super(8);
    }
  }

  /** Sixty-four. */
  @Scenario(
      word = "selectReady64",
      group = Group.SELECT,
      operation =
          "a select over 64 channels of which one has an element, and a send of that to another",
      go = "SelectReady64")
  public static class Ready64 extends Many {
    public Ready64() {
      super(64);
    }
  }
}
