package dev.gopark.channel;

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
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class SelectReady2 {
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> a = Channel.make(1);
  private final Channel<Integer> b = Channel.make(1);
  private final Select<Object> there = Select.<Object>of(a.onSend(ELEMENT), b.onReceive());
  private final Select<Object> back = Select.<Object>of(a.onReceive(), b.onSend(ELEMENT));
  private final Channel<Integer> c = Channel.make(1);
  private final Channel<Integer> d = Channel.make(1);
  private final Select<Object> either =
      Select.<Object>of(
          c.onReceive(value -> sendOn(d, value)), d.onReceive(value -> sendOn(c, value)));
  private boolean begun;

  @Benchmark
  @OperationsPerInvocation(2)
  public void reusable(Blackhole results) throws InterruptedException {
    results.consume(there.run());
    results.consume(back.run());
  }

  @Benchmark
  @OperationsPerInvocation(2)
  public void oneShot(Blackhole results) throws InterruptedException {
    results.consume(Select.<Object>select(a.onSend(ELEMENT), b.onReceive()));
    results.consume(Select.<Object>select(a.onReceive(), b.onSend(ELEMENT)));
  }

  /**
   * Receives from whichever has the element and sends it to the other: the shape of Go's own
   * benchmark.
   */
  @Benchmark
  public Object reusableThenSend() throws InterruptedException {
    if (!begun) {
      begun = true;
      c.send(ELEMENT);
    }
    return either.run();
  }

  private static Integer sendOn(Channel<Integer> channel, Integer value)
      throws InterruptedException {
    channel.send(value);
    return value;
  }
}
