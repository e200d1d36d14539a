package dev.gopark.channel;

import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.Scenario;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * {@code stream100}: one goroutine streams elements to another through a buffer of 100. Both are
 * started inside the measured body, as in {@link Rendezvous}.
 */
@Scenario(
    word = "stream100",
    group = Group.CHANNEL,
    operation =
        "an element streamed from one goroutine to another through a buffer of 100; 200,000 in a body",
    go = "Stream100",
    goroutines = true)
public class Stream100 extends OverPipe {
  static final int COUNT = 200_000;

  /** LinkedTransferQueue is not bounded. */
  @Param({"gopark", "arrayBlockingQueue", "linkedTransferQueue", "jox", "kotlinx"})
  String contender;

  public Stream100() {
    super(100);
  }

  @Override
  String contender() {
    return contender;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void twoGoroutines() throws Exception {
    if (isKotlin()) {
      KotlinPipe.pass(capacity, COUNT);
    } else {
      Rendezvous.pass(pipe(), COUNT);
    }
  }
}
