package dev.gopark.channel;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinSelect;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code selectSyncContended}: as many pairs of goroutines as processors. All share three channels
 * without a buffer: one of a pair receives from whichever is ready, the other sends to whichever
 * is, until a fourth channel, which is the pair's own, is closed.
 */
@Scenario(
    word = "selectSyncContended",
    group = Group.SELECT,
    operation =
        "a select that receives from one of three shared channels, opposite one that sends; 20,000 in a body",
    go = "SelectSyncContended",
    catalogue = true,
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SelectSyncContended {
  static final int COUNT = 20_000;
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> a = Channel.make();
  private final Channel<Integer> b = Channel.make();
  private final Channel<Integer> c = Channel.make();
  private final com.softwaremill.jox.Channel<Integer> joxA =
      com.softwaremill.jox.Channel.newRendezvousChannel();
  private final com.softwaremill.jox.Channel<Integer> joxB =
      com.softwaremill.jox.Channel.newRendezvousChannel();
  private final com.softwaremill.jox.Channel<Integer> joxC =
      com.softwaremill.jox.Channel.newRendezvousChannel();

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void gopark() throws Exception {
    run(() -> {
      Channel<Integer> done = Channel.make();
      var send =
          Select.of(
              a.onSend(ELEMENT, () -> true),
              b.onSend(ELEMENT, () -> true),
              c.onSend(ELEMENT, () -> true),
              done.onReceive(value -> false));
      var receive = Select.of(a.onReceive(), b.onReceive(), c.onReceive());
      return new Pair(send::run, receive::run, done::close);
    });
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void goparkOneShot() throws Exception {
    run(() -> {
      Channel<Integer> done = Channel.make();
      return new Pair(
          () ->
              Select.<Boolean>select(
                  a.onSend(ELEMENT, () -> true),
                  b.onSend(ELEMENT, () -> true),
                  c.onSend(ELEMENT, () -> true),
                  done.onReceive(value -> false)),
          () -> Select.select(a.onReceive(), b.onReceive(), c.onReceive()),
          done::close);
    });
  }

  /** One closed channel makes its whole select closed. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void jox() throws Exception {
    run(() -> {
      com.softwaremill.jox.Channel<Integer> done =
          com.softwaremill.jox.Channel.newRendezvousChannel();
      return new Pair(
          () ->
              com.softwaremill.jox.Select.selectOrClosed(
                      joxA.sendClause(ELEMENT, () -> true),
                      joxB.sendClause(ELEMENT, () -> true),
                      joxC.sendClause(ELEMENT, () -> true),
                      done.receiveClause(value -> false))
                  instanceof Boolean,
          () ->
              com.softwaremill.jox.Select.select(
                  joxA.receiveClause(), joxB.receiveClause(), joxC.receiveClause()),
          done::done);
    });
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void kotlinx() {
    KotlinSelect.syncContended(Crew.procs(), COUNT);
  }

  /**
   * What two goroutines do.
   *
   * @param send returns false when done
   */
  private record Pair(Sender send, Receiver receive, Runnable done) {}

  private interface Sender {
    boolean run() throws InterruptedException;
  }

  private interface Receiver {
    Object run() throws InterruptedException;
  }

  private static void run(Supplier<Pair> pairs) throws InterruptedException, ExecutionException {
    int procs = Crew.procs();
    var crew = new Crew();
    for (int i = 0; i < procs; i++) {
      Pair pair = pairs.get();
      crew.go(() -> {
        crew.go(() -> {
          while (pair.send.run()) {}
        });
        for (int received = 0; received < COUNT / procs; received++) {
          pair.receive.run();
        }
        pair.done.run();
      });
    }
    crew.await();
  }
}
