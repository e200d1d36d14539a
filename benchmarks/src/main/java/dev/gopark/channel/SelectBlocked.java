package dev.gopark.channel;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSelect;
import dev.gopark.bench.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code selectBlocked2} and its kin: a goroutine waits in a select over many channels until
 * another, which waits for the answer each time, sends to one of them.
 */
public final class SelectBlocked {
  static final int COUNT = 10_000;
  private static final Integer ELEMENT = 1;

  private SelectBlocked() {}

  /** So many channels. */
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public abstract static class Many {
    private final int channels;

    Many(int channels) {
      this.channels = channels;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws Exception {
      List<Channel<Integer>> all = ours();
      var any = Select.of(Clauses.ours(all));
      run(any::run, all);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void goparkOneShot() throws Exception {
      List<Channel<Integer>> all = ours();
      run(() -> Select.select(Clauses.ours(all)), all);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void jox() throws Exception {
      List<com.softwaremill.jox.Channel<Integer>> all = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        all.add(com.softwaremill.jox.Channel.newRendezvousChannel());
      }
      com.softwaremill.jox.Channel<Integer> answers =
          com.softwaremill.jox.Channel.newRendezvousChannel();
      var crew = new Crew();
      crew.go(() -> {
        for (int i = 0; i < COUNT; i++) {
          Integer element = com.softwaremill.jox.Select.select(Clauses.jox(all));
          answers.send(element);
        }
      });
      crew.go(() -> {
        for (int i = 0; i < COUNT; i++) {
          all.get(i % channels).send(ELEMENT);
          answers.receive();
        }
      });
      crew.await();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinSelect.blocked(channels, COUNT);
    }

    private List<Channel<Integer>> ours() {
      List<Channel<Integer>> all = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        all.add(Channel.make());
      }
      return all;
    }

    private void run(Receiver any, List<Channel<Integer>> all)
        throws InterruptedException, ExecutionException {
      Channel<Integer> answers = Channel.make();
      var crew = new Crew();
      crew.go(() -> {
        for (int i = 0; i < COUNT; i++) {
          answers.send(any.receive());
        }
      });
      crew.go(() -> {
        for (int i = 0; i < COUNT; i++) {
          all.get(i % channels).send(ELEMENT);
          answers.receive();
        }
      });
      crew.await();
    }
  }

  private interface Receiver {
    Integer receive() throws InterruptedException;
  }

  /** From 2. */
  @Scenario(
      word = "selectBlocked2",
      group = Group.SELECT,
      operation =
          "a goroutine that waits in a select over 2 channels, woken by an element, and its answer; 10,000 in a body",
      go = "SelectBlocked2",
      goroutines = true)
  public static class Blocked2 extends Many {
    public Blocked2() {
      super(2);
    }
  }

  /** From 8. */
  @Scenario(
      word = "selectBlocked8",
      group = Group.SELECT,
      operation =
          "a goroutine that waits in a select over 8 channels, woken by an element, and its answer; 10,000 in a body",
      go = "SelectBlocked8",
      goroutines = true)
  public static class Blocked8 extends Many {
    public Blocked8() {
      super(8);
    }
  }

  /** From 64. */
  @Scenario(
      word = "selectBlocked64",
      group = Group.SELECT,
      operation =
          "a goroutine that waits in a select over 64 channels, woken by an element, and its answer; 10,000 in a body",
      go = "SelectBlocked64",
      goroutines = true)
  public static class Blocked64 extends Many {
    public Blocked64() {
      super(64);
    }
  }
}
