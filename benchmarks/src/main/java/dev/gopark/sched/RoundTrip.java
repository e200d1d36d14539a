package dev.gopark.sched;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.OverPipe;
import dev.gopark.channel.Pipe;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** {@code roundTrip}: one goroutine sends and waits for the answer, which another gives. */
@Scenario(
    word = "roundTrip",
    group = Group.SCHEDULER,
    operation =
        "an element there and another back, over two channels without a buffer; 10,000 in a body",
    go = "RoundTrip",
    goroutines = true)
public class RoundTrip extends OverPipe.Rendezvousing {
  static final int COUNT = 10_000;
  private static final Integer ELEMENT = 1;

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void pingPong() throws InterruptedException, ExecutionException {
    if (isKotlin()) {
      KotlinPipe.roundTrip(COUNT);
      return;
    }
    Pipe there = pipe();
    Pipe back = newPipe();
    var crew = new Crew();
    crew.go(() -> {
      for (int i = 0; i < COUNT; i++) {
        there.put(ELEMENT);
        back.take();
      }
    });
    crew.go(() -> {
      for (int i = 0; i < COUNT; i++) {
        there.take();
        back.put(ELEMENT);
      }
    });
    crew.await();
  }
}
