package dev.gopark.channel;

import dev.gopark.Task;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSelect;
import dev.gopark.bench.LocalWork;
import dev.gopark.bench.Scenario;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code selectProdCons}: as {@link ChanProdCons} with work, but each send and each receive is a
 * select that waits for a timer of an hour and for a channel that says stop as well.
 */
@Scenario(
    word = "selectProdCons",
    group = Group.SELECT,
    operation =
        "an element from P goroutines to P others through a buffer of 128, with selects of three cases and 100 divisions on each side; 20,000 in a body",
    go = "SelectProdCons",
    catalogue = true,
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SelectProdCons {
  static final int COUNT = 20_000;
  private static final int CAPACITY = 128;
  private static final int GRAB = 1_000;
  private static final int WORK = 100;
  private static final Integer ELEMENT = 1;
  private static final Integer END = 0;
  private static final Duration LONG = Duration.ofHours(1);

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void gopark() throws Exception {
    Channel<Integer> channel = Channel.make(CAPACITY);
    Channel<Integer> stop = Channel.make();
    run(
        () -> {
          var select =
              Select.<Object>of(
                  channel.onSend(ELEMENT), Channel.after(LONG).onReceive(), stop.onReceive());
          return select::run;
        },
        () -> {
          var select =
              Select.<Object>of(
                  channel.onReceive(), Channel.after(LONG).onReceive(), stop.onReceive());
          return select::run;
        },
        () -> channel.send(END));
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void goparkOneShot() throws Exception {
    Channel<Integer> channel = Channel.make(CAPACITY);
    Channel<Integer> stop = Channel.make();
    run(
        () -> {
          TimerChannel timer = Channel.after(LONG);
          return () ->
              Select.<Object>select(channel.onSend(ELEMENT), timer.onReceive(), stop.onReceive());
        },
        () -> {
          TimerChannel timer = Channel.after(LONG);
          return () ->
              Select.<Object>select(channel.onReceive(), timer.onReceive(), stop.onReceive());
        },
        () -> channel.send(END));
  }

  /** A channel that nobody uses stands for the timer. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void jox() throws Exception {
    com.softwaremill.jox.Channel<Integer> channel =
        com.softwaremill.jox.Channel.newBufferedChannel(CAPACITY);
    com.softwaremill.jox.Channel<Integer> stop =
        com.softwaremill.jox.Channel.newRendezvousChannel();
    run(
        () -> {
          com.softwaremill.jox.Channel<Integer> timer =
              com.softwaremill.jox.Channel.newRendezvousChannel();
          return () ->
              com.softwaremill.jox.Select.<Object>select(
                  channel.sendClause(ELEMENT), timer.receiveClause(), stop.receiveClause());
        },
        () -> {
          com.softwaremill.jox.Channel<Integer> timer =
              com.softwaremill.jox.Channel.newRendezvousChannel();
          return () ->
              com.softwaremill.jox.Select.<Object>select(
                  channel.receiveClause(), timer.receiveClause(), stop.receiveClause());
        },
        () -> channel.send(END));
  }

  /** A channel that nobody uses stands for the timer. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void kotlinx() {
    KotlinSelect.prodCons(Crew.procs(), CAPACITY, COUNT, GRAB, WORK);
  }

  /** A select, made by the goroutine that runs it. */
  private interface Round {
    Object run() throws InterruptedException;
  }

  private static void run(Supplier<Round> sends, Supplier<Round> receives, Task sendEnd)
      throws InterruptedException, ExecutionException {
    var grabs = new AtomicInteger(COUNT / GRAB);
    var crew = new Crew();
    for (int i = 0; i < Crew.procs(); i++) {
      crew.go(() -> {
        Round send = sends.get();
        while (grabs.decrementAndGet() >= 0) {
          for (int sent = 0; sent < GRAB; sent++) {
            LocalWork.run(WORK);
            send.run();
          }
        }
        sendEnd.run();
      });
      crew.go(() -> {
        Round receive = receives.get();
        while (!receive.run().equals(END)) {
          LocalWork.run(WORK);
        }
      });
    }
    crew.await();
  }
}
