package dev.gopark.channel;

import dev.gopark.Task;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinMoves;
import dev.gopark.bench.KotlinSelect;
import dev.gopark.bench.Scenario;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code selectTimeoutReady} and {@code selectTimeoutBlocked}: a receive that gives up after a
 * second, which it never does.
 */
public final class SelectTimeout {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Integer ELEMENT = 1;

  private SelectTimeout() {}

  private static Integer late() {
    throw new AssertionError("a second has passed");
  }

  /** The element is there. */
  @Scenario(
      word = "selectTimeoutReady",
      group = Group.SELECT,
      operation =
          "a receive of an element that is there, by a select with a timeout of a second, and a send of it",
      go = "SelectTimeoutReady")
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Thread)
  public static class Ready {
    private final Channel<Integer> channel = Channel.make(1);
    private final Select<Integer> select =
        Select.of(channel.onReceive(), Select.timeout(SECOND, SelectTimeout::late));
    private final BlockingQueue<Integer> array = new ArrayBlockingQueue<>(1);
    private final com.softwaremill.jox.Channel<Integer> jox =
        com.softwaremill.jox.Channel.newBufferedChannel(1);
    private final KotlinMoves kotlin = new KotlinMoves(1, 1);

    @Setup
    public void start() throws InterruptedException {
      channel.send(ELEMENT);
      array.put(ELEMENT);
      jox.send(ELEMENT);
      kotlin.start();
    }

    @Benchmark
    public void gopark() throws InterruptedException {
      channel.send(select.run());
    }

    @Benchmark
    public void goparkOneShot() throws InterruptedException {
      Integer element =
          Select.select(channel.onReceive(), Select.timeout(SECOND, SelectTimeout::late));
      channel.send(element);
    }

    /** With a channel of the time, as Go writes it. */
    @Benchmark
    public void goparkAfter() throws InterruptedException {
      Integer element =
          Select.select(channel.onReceive(), Channel.after(SECOND).onReceive(instant -> late()));
      channel.send(element);
    }

    /** Without a select, which a receive from one channel does not need. */
    @Benchmark
    public void goparkTry() throws InterruptedException {
      if (!(channel.tryReceive(SECOND) instanceof Received.Value<Integer>(Integer element))) {
        throw new AssertionError("a second has passed");
      }
      channel.send(element);
    }

    @Benchmark
    public void arrayBlockingQueue() throws InterruptedException {
      array.put(array.poll(1, TimeUnit.SECONDS));
    }

    @Benchmark
    public void jox() throws InterruptedException, TimeoutException {
      Integer element = com.softwaremill.jox.Select.selectWithin(SECOND, jox.receiveClause());
      jox.send(element);
    }

    @Benchmark
    public void kotlinx() {
      kotlin.withTimeout();
    }
  }

  /** The receiver is there first. */
  @Scenario(
      word = "selectTimeoutBlocked",
      group = Group.SELECT,
      operation =
          "a goroutine that waits in a select with a timeout of a second, woken by an element, and its answer; 5,000 in a body",
      go = "SelectTimeoutBlocked",
      goroutines = true)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @State(Scope.Benchmark)
  public static class Blocked {
    static final int COUNT = 5_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gopark() throws Exception {
      Channel<Integer> channel = Channel.make();
      Channel<Integer> answers = Channel.make();
      var select = Select.of(channel.onReceive(), Select.timeout(SECOND, SelectTimeout::late));
      run(
          () -> answers.send(select.run()),
          () -> {
            channel.send(ELEMENT);
            answers.receive();
          });
    }

    /** With a channel of the time, as Go writes it. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void goparkAfter() throws Exception {
      Channel<Integer> channel = Channel.make();
      Channel<Integer> answers = Channel.make();
      run(
          () -> {
            Integer element =
                Select.select(
                    channel.onReceive(), Channel.after(SECOND).onReceive(instant -> late()));
            answers.send(element);
          },
          () -> {
            channel.send(ELEMENT);
            answers.receive();
          });
    }

    /** Without a select, which a receive from one queue does not need. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void synchronousQueue() throws Exception {
      var queue = new SynchronousQueue<Integer>();
      var answers = new SynchronousQueue<Integer>();
      run(
          () -> answers.put(queue.poll(1, TimeUnit.SECONDS)),
          () -> {
            queue.put(ELEMENT);
            answers.take();
          });
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void jox() throws Exception {
      com.softwaremill.jox.Channel<Integer> channel =
          com.softwaremill.jox.Channel.newRendezvousChannel();
      com.softwaremill.jox.Channel<Integer> answers =
          com.softwaremill.jox.Channel.newRendezvousChannel();
      run(
          () -> {
            Integer element =
                com.softwaremill.jox.Select.selectWithin(SECOND, channel.receiveClause());
            answers.send(element);
          },
          () -> {
            channel.send(ELEMENT);
            answers.receive();
          });
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void kotlinx() {
      KotlinSelect.timeoutBlocked(COUNT);
    }

    private static void run(Task answerOne, Task askOnce)
        throws InterruptedException, ExecutionException {
      var crew = new Crew();
      crew.go(() -> repeat(answerOne));
      crew.go(() -> repeat(askOnce));
      crew.await();
    }

    private static void repeat(Task task) throws Exception {
      for (int i = 0; i < COUNT; i++) {
        task.run();
      }
    }
  }
}
