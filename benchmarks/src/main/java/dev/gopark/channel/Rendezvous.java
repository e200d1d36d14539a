package dev.gopark.channel;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * {@code rendezvous}: one goroutine hands elements to another without a buffer. Both are started
 * inside the measured body, which hands over a fixed count, so that JMH's own threads take no part.
 */
@Scenario(
    word = "rendezvous",
    group = Group.CHANNEL,
    operation =
        "an element handed from one goroutine to another without a buffer; 20,000 in a body",
    go = "Rendezvous",
    goroutines = true,
    quick = true)
public class Rendezvous extends OverPipe {
  static final int COUNT = 20_000;

  @Param({
    "gopark",
    "synchronousQueue",
    "synchronousQueueFair",
    "linkedTransferQueueTransfer",
    "exchanger",
    "jox",
    "kotlinx"
  })
  String contender;

  public Rendezvous() {
    super(0);
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
      pass(pipe(), COUNT);
    }
  }

  /** Passes {@code count} elements from one new goroutine to another, and waits for both. */
  static void pass(Pipe pipe, int count) throws InterruptedException, ExecutionException {
    Integer element = 1;
    var crew = new Crew();
    crew.go(() -> {
      for (int i = 0; i < count; i++) {
        pipe.put(element);
      }
    });
    crew.go(() -> {
      for (int i = 0; i < count; i++) {
        pipe.take();
      }
    });
    crew.await();
  }
}
