package dev.gopark.sched;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.Channel;
import dev.gopark.channel.Received;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code pingPongHog}: the round trip of two goroutines on one processor, which a third never
 * leaves by itself: it polls a channel until the others have finished.
 *
 * <p>Where nobody takes the processor from the hog, as on the JDK's scheduler, the others would
 * wait for ever. So it gives up after 100 ms; these alone make 5 us of the figure, which then says
 * that it had to give up, and no more.
 */
@Scenario(
    word = "pingPongHog",
    group = Group.SCHEDULER,
    operation =
        "a round trip on one processor beside a goroutine that never pauses, for 100 ms at most; 20,000 in a body",
    go = "PingPongHog",
    catalogue = true,
    goroutines = true,
    procs = 1,
    quick = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class PingPongHog {
  static final int COUNT = 20_000;
  private static final long LIMIT_NANOS = 100_000_000;
  private static final long HEAD_START_NANOS = 50_000_000;
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> there = Channel.make();
  private final Channel<Integer> back = Channel.make();
  private Crew crew;
  private Channel<Integer> stop;
  private volatile long hogEnd;

  /**
   * Starts the hog, and lets a scheduler that will take the processor from it do so before the
   * measured time, as Go's own benchmark does.
   */
  @Setup(Level.Invocation)
  public void startHog() throws InterruptedException {
    Channel<Integer> ended = Channel.make(1);
    stop = ended;
    hogEnd = Long.MAX_VALUE;
    crew = new Crew();
    var running = new CountDownLatch(1);
    crew.go(() -> {
      running.countDown();
      while (ended.tryReceive() instanceof Received.Empty<Integer> && System.nanoTime() < hogEnd) {}
    });
    running.await();
    var other = new CountDownLatch(1);
    crew.go(other::countDown);
    other.await(HEAD_START_NANOS, TimeUnit.NANOSECONDS);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void gopark() throws InterruptedException, ExecutionException {
    hogEnd = System.nanoTime() + LIMIT_NANOS;
    crew.go(() -> {
      for (int i = 0; i < COUNT; i++) {
        there.send(ELEMENT);
        back.receive();
      }
      stop.send(ELEMENT);
    });
    crew.go(() -> {
      for (int i = 0; i < COUNT; i++) {
        there.receive();
        back.send(ELEMENT);
      }
    });
    crew.await();
  }
}
