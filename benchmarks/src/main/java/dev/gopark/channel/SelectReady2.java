package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * {@code selectReady2}: a select over two buffered channels one of which is ready.
 *
 * <p>Two selects take turns, the second undoing what the first did, so nothing but selects is
 * measured: {@code there} finds both channels empty or both full, and sends to the first or
 * receives from the second; {@code back} then finds the first full and the second empty, and can do
 * either.
 */
@Scenario(
    word = "selectReady2",
    group = Group.SELECT,
    operation = "a select over two channels, a send and a receive, of which one or both can go",
    go = "SelectReady2")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class SelectReady2 {
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> a = Channel.make(1);
  private final Channel<Integer> b = Channel.make(1);
  private final Select<Object> there = Select.<Object>of(a.onSend(ELEMENT), b.onReceive());
  private final Select<Object> back = Select.<Object>of(a.onReceive(), b.onSend(ELEMENT));

  @Benchmark
  @OperationsPerInvocation(2)
  public void gopark(Blackhole results) throws InterruptedException {
    results.consume(there.run());
    results.consume(back.run());
  }

  @Benchmark
  @OperationsPerInvocation(2)
  public void goparkOneShot(Blackhole results) throws InterruptedException {
    results.consume(Select.<Object>select(a.onSend(ELEMENT), b.onReceive()));
    results.consume(Select.<Object>select(a.onReceive(), b.onSend(ELEMENT)));
  }
}
