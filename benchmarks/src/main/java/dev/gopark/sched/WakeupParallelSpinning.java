package dev.gopark.sched;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinGoroutines;
import dev.gopark.bench.Scenario;
import dev.gopark.bench.Spin;
import dev.gopark.channel.OverPipe;
import dev.gopark.channel.Pipe;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * {@code wakeupParallelSpinning0} and its kin: two goroutines wake each other in turn, and each is
 * busy for a while before and after. Who is woken begins late, by the time that waking takes; what
 * the waker then does takes 5 us longer, to make up for it. If they run at the same time a round
 * costs two spells of work, else four.
 */
public final class WakeupParallelSpinning {
  private static final long DELAY_NANOS = 5_000;
  private static final Integer ELEMENT = 1;

  private WakeupParallelSpinning() {}

  private static void run(Pipe there, Pipe back, int count, long nanos)
      throws InterruptedException, ExecutionException {
    var crew = new Crew();
    crew.go(() -> {
      for (int i = 0; i < count; i++) {
        there.put(ELEMENT);
        Spin.nanos(nanos + DELAY_NANOS);
        back.take();
        Spin.nanos(nanos);
      }
    });
    crew.go(() -> {
      for (int i = 0; i < count; i++) {
        there.take();
        Spin.nanos(nanos);
        back.put(ELEMENT);
        Spin.nanos(nanos + DELAY_NANOS);
      }
    });
    crew.await();
  }

  /** Work of so many nanoseconds. */
  public abstract static class Working extends OverPipe.Rendezvousing {
    static final int COUNT = 500;

    private final long nanos;

    Working(long nanos) {
      this.nanos = nanos;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void wake() throws InterruptedException, ExecutionException {
      if (isKotlin()) {
        KotlinGoroutines.wakeup(COUNT, nanos, DELAY_NANOS);
      } else {
        run(pipe(), newPipe(), COUNT, nanos);
      }
    }
  }

  /** 0 microseconds. */
  @Scenario(
      word = "wakeupParallelSpinning0",
      group = Group.SCHEDULER,
      operation =
          "two goroutines that wake each other and work for 0 us before and 5 us more after; 500 in a body",
      go = "WakeupParallelSpinning0",
      catalogue = true,
      goroutines = true,
      procs = 2)
  public static class Micros0 extends Working {
    public Micros0() {
      super(0);
    }
  }

  /** 5 microseconds. */
  @Scenario(
      word = "wakeupParallelSpinning5",
      group = Group.SCHEDULER,
      operation =
          "two goroutines that wake each other and work for 5 us before and 5 us more after; 500 in a body",
      go = "WakeupParallelSpinning5",
      catalogue = true,
      goroutines = true,
      procs = 2)
  public static class Micros5 extends Working {
    public Micros5() {
      super(5_000);
    }
  }

  /** 50 microseconds. */
  @Scenario(
      word = "wakeupParallelSpinning50",
      group = Group.SCHEDULER,
      operation =
          "two goroutines that wake each other and work for 50 us before and 5 us more after; 500 in a body",
      go = "WakeupParallelSpinning50",
      catalogue = true,
      goroutines = true,
      procs = 2)
  public static class Micros50 extends Working {
    public Micros50() {
      super(50_000);
    }
  }
}
