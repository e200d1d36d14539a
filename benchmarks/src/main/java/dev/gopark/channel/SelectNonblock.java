package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinChannel;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** {@code selectNonblock}: operations that do not wait, on channels that all threads share. */
@Scenario(
    word = "selectNonblock",
    group = Group.SELECT,
    operation =
        "a receive and a send that do not wait on unbuffered channels, and the same on buffered ones",
    go = "SelectNonblock",
    catalogue = true,
    parallel = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SelectNonblock {
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> noneToReceive = Channel.make();
  private final Channel<Integer> noneReceives = Channel.make();
  private final Channel<Integer> empty = Channel.make(1);
  private final Channel<Integer> full = Channel.make(1);
  private final Case<Integer> otherwise = Select.otherwise(() -> ELEMENT);
  private final SynchronousQueue<Integer> synchronous = new SynchronousQueue<>();
  private final ArrayBlockingQueue<Integer> emptyArray = new ArrayBlockingQueue<>(1);
  private final ArrayBlockingQueue<Integer> fullArray = new ArrayBlockingQueue<>(1);
  private final com.softwaremill.jox.Channel<Integer> joxNoneToReceive =
      com.softwaremill.jox.Channel.newRendezvousChannel();
  private final com.softwaremill.jox.Channel<Integer> joxNoneReceives =
      com.softwaremill.jox.Channel.newRendezvousChannel();
  private final com.softwaremill.jox.Channel<Integer> joxEmpty =
      com.softwaremill.jox.Channel.newBufferedChannel(1);
  private final com.softwaremill.jox.Channel<Integer> joxFull =
      com.softwaremill.jox.Channel.newBufferedChannel(1);
  private final KotlinChannel kotlinNoneToReceive = new KotlinChannel(0);
  private final KotlinChannel kotlinNoneReceives = new KotlinChannel(0);
  private final KotlinChannel kotlinEmpty = new KotlinChannel(1);
  private final KotlinChannel kotlinFull = new KotlinChannel(1);

  @Benchmark
  public void gopark(Blackhole results) {
    results.consume(noneToReceive.tryReceive());
    results.consume(noneReceives.trySend(ELEMENT));
    results.consume(empty.tryReceive());
    results.consume(full.trySend(ELEMENT)); // full from the first time on
  }

  /** The same as selects with an otherwise, as Go writes it. */
  @Benchmark
  public void goparkSelect(Blackhole results) throws InterruptedException {
    results.consume(Select.<Object>select(noneToReceive.onReceive(), otherwise));
    results.consume(Select.<Object>select(noneReceives.onSend(ELEMENT), otherwise));
    results.consume(Select.<Object>select(empty.onReceive(), otherwise));
    results.consume(Select.<Object>select(full.onSend(ELEMENT), otherwise));
  }

  @Benchmark
  public void queues(Blackhole results) {
    results.consume(synchronous.poll());
    results.consume(synchronous.offer(ELEMENT));
    results.consume(emptyArray.poll());
    results.consume(fullArray.offer(ELEMENT));
  }

  @Benchmark
  public void jox(Blackhole results) throws InterruptedException {
    var otherwise = com.softwaremill.jox.Select.defaultClause((Object) ELEMENT);
    results.consume(
        com.softwaremill.jox.Select.<Object>selectOrClosed(
            joxNoneToReceive.receiveClause(), otherwise));
    results.consume(
        com.softwaremill.jox.Select.<Object>selectOrClosed(
            joxNoneReceives.sendClause(ELEMENT), otherwise));
    results.consume(
        com.softwaremill.jox.Select.<Object>selectOrClosed(joxEmpty.receiveClause(), otherwise));
    results.consume(
        com.softwaremill.jox.Select.<Object>selectOrClosed(joxFull.sendClause(ELEMENT), otherwise));
  }

  @Benchmark
  public void kotlinx(Blackhole results) {
    results.consume(kotlinNoneToReceive.tryReceive());
    results.consume(kotlinNoneReceives.trySend());
    results.consume(kotlinEmpty.tryReceive());
    results.consume(kotlinFull.trySend());
  }
}
