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

/** {@code selectOne}: the fast paths of a one-shot select with one channel case. */
@Scenario(
    word = "selectOne",
    group = Group.SELECT,
    operation = "a one-shot select of one case that is ready, alone or with an otherwise",
    go = "SelectOne")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class SelectOne {
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> channel = Channel.make(1);
  private final Channel<Integer> empty = Channel.make(1);
  private final Case<Integer> otherwise = Select.otherwise(() -> ELEMENT);

  /** One case: a send, then a receive. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void gopark(Blackhole results) throws InterruptedException {
    results.consume(Select.<Object>select(channel.onSend(ELEMENT)));
    results.consume(Select.<Object>select(channel.onReceive()));
  }

  /** One case and an otherwise, and the case can go: a send, then a receive. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void goparkOtherwiseReady(Blackhole results) throws InterruptedException {
    results.consume(Select.<Object>select(channel.onSend(ELEMENT), otherwise));
    results.consume(Select.<Object>select(channel.onReceive(), otherwise));
  }

  /** One case and an otherwise, and the case cannot go. */
  @Benchmark
  public Object goparkOtherwise() throws InterruptedException {
    return Select.<Object>select(empty.onReceive(), otherwise);
  }
}
