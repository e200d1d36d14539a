package dev.gopark.sched;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinGoroutines;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.OverPipe;
import dev.gopark.channel.Pipe;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * {@code daisyChain}: a goroutine builds a chain of ten thousand others, each of which waits for a
 * number from the one before and hands on one more; then one number runs through all.
 */
@Scenario(
    word = "daisyChain",
    group = Group.SCHEDULER,
    operation = "a goroutine added to a chain of 10,000, through which one element then runs",
    go = "DaisyChain",
    goroutines = true)
public class DaisyChain extends OverPipe.Unbuffered {
  static final int LINKS = 10_000;

  @Benchmark
  @OperationsPerInvocation(LINKS)
  public void buildAndRun() throws InterruptedException, ExecutionException {
    if (isKotlin()) {
      KotlinGoroutines.daisyChain(LINKS);
      return;
    }
    var crew = new Crew();
    crew.go(() -> {
      Pipe first = newPipe();
      Pipe last = first;
      for (int i = 0; i < LINKS; i++) {
        Pipe in = last;
        Pipe out = newPipe();
        crew.go(() -> out.put(in.take() + 1));
        last = out;
      }
      crew.go(() -> first.put(1));
      int through = last.take();
      if (through != LINKS + 1) {
        throw new AssertionError("out came " + through);
      }
    });
    crew.await();
  }
}
