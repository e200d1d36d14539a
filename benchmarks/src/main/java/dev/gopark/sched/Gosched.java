package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinGoroutines;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** {@code gosched}: two goroutines a processor that let each other run. */
@Scenario(
    word = "gosched",
    group = Group.SCHEDULER,
    operation = "a gosched of one of 2·P goroutines that do nothing else; 20,000 in a body",
    go = "Gosched",
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Gosched {
  static final int COUNT = 20_000;

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void gopark() throws InterruptedException, ExecutionException {
    int crowd = 2 * Crew.procs();
    var crew = new Crew();
    for (int i = 0; i < crowd; i++) {
      crew.go(() -> {
        for (int j = 0; j < COUNT / crowd; j++) {
          Go.gosched();
        }
      });
    }
    crew.await();
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void kotlinx() {
    KotlinGoroutines.yields(2 * Crew.procs(), COUNT);
  }
}
