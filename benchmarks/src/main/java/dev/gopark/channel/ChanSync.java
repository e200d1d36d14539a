package dev.gopark.channel;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.LocalWork;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * {@code chanSync} and {@code chanSyncWork}: two goroutines hand an element to each other and back
 * over one channel without a buffer. They take a thousand turns at a time from a common counter, so
 * that each is now the one that begins with a receive, now the other.
 */
public final class ChanSync {
  private static final int GRAB = 1_000;
  private static final Integer ELEMENT = 1;

  private ChanSync() {}

  private static void run(OverPipe scenario, int count, int work)
      throws InterruptedException, ExecutionException {
    if (scenario.isKotlin()) {
      KotlinPipe.sync(count, GRAB, work);
      return;
    }
    Pipe pipe = scenario.pipe();
    var grabs = new AtomicInteger(count / GRAB);
    var crew = new Crew();
    for (int i = 0; i < 2; i++) {
      crew.go(() -> {
        int mine;
        while ((mine = grabs.decrementAndGet()) >= 0) {
          if (mine % 2 == 0) {
            takeAndPut(pipe, work);
          } else {
            putAndTake(pipe, work);
          }
        }
      });
    }
    crew.await();
  }

  private static void takeAndPut(Pipe pipe, int work) throws InterruptedException {
    for (int i = 0; i < GRAB; i++) {
      pipe.take();
      LocalWork.run(work);
      pipe.put(ELEMENT);
      LocalWork.run(work);
    }
  }

  private static void putAndTake(Pipe pipe, int work) throws InterruptedException {
    for (int i = 0; i < GRAB; i++) {
      pipe.put(ELEMENT);
      LocalWork.run(work);
      pipe.take();
      LocalWork.run(work);
    }
  }

  /** Nothing but the channel. */
  @Scenario(
      word = "chanSync",
      group = Group.CHANNEL,
      operation = "an element handed over, by two goroutines that take turns; 20,000 in a body",
      go = "ChanSync",
      catalogue = true,
      goroutines = true)
  public static class NoWork extends OverPipe.Rendezvousing {
    static final int COUNT = 20_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void twoGoroutines() throws Exception {
      run(this, COUNT, 0);
    }
  }

  /** With work. */
  @Scenario(
      word = "chanSyncWork",
      group = Group.CHANNEL,
      operation =
          "an element handed over, by two goroutines that take turns and divide 1,000 times after each; 4,000 in a body",
      go = "ChanSyncWork",
      catalogue = true,
      goroutines = true)
  public static class Work extends OverPipe.Rendezvousing {
    static final int COUNT = 4_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void twoGoroutines() throws Exception {
      run(this, COUNT, 1_000);
    }
  }
}
