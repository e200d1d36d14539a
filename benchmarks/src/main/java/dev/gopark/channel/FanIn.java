package dev.gopark.channel;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * {@code fanIn}: eight goroutines send, each to a channel of its own; eight more pass on what comes
 * out of these, to one channel, from which one goroutine receives.
 */
@Scenario(
    word = "fanIn",
    group = Group.CHANNEL,
    operation = "an element from one of eight channels, passed on to one; 16,000 in a body",
    go = "FanIn",
    goroutines = true)
public class FanIn extends OverPipe.Buffered {
  static final int COUNT = 16_000;
  private static final int SOURCES = 8;
  private static final Integer ELEMENT = 1;

  public FanIn() {
    super(16);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void merge() throws InterruptedException, ExecutionException {
    if (isKotlin()) {
      KotlinPipe.fanIn(SOURCES, capacity, COUNT);
      return;
    }
    int each = COUNT / SOURCES;
    Pipe all = pipe();
    var crew = new Crew();
    for (int i = 0; i < SOURCES; i++) {
      Pipe source = newPipe();
      crew.go(() -> {
        for (int sent = 0; sent < each; sent++) {
          source.put(ELEMENT);
        }
      });
      crew.go(() -> {
        for (int passed = 0; passed < each; passed++) {
          all.put(source.take());
        }
      });
    }
    crew.go(() -> {
      for (int received = 0; received < COUNT; received++) {
        all.take();
      }
    });
    crew.await();
  }
}
