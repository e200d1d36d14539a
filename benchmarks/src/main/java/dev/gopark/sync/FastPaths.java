package dev.gopark.sync;

import dev.gopark.Defer;
import dev.gopark.atomic.PaddedInt64;
import dev.gopark.atomic.StripedInt64;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each primitive costs when nobody has to wait. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FastPaths {
  private final WaitGroup waitGroup = new WaitGroup();
  private final Phaser phaser = new Phaser(1);
  private final Once once = new Once();
  private final OnceValue<String> onceValue = OnceValue.of(() -> "value");
  private final Pool<StringBuilder> pool = new Pool<>(StringBuilder::new);
  private final PaddedInt64 padded = new PaddedInt64();
  private final StripedInt64 striped = new StripedInt64();
  private final LongAdder longAdder = new LongAdder();
  private int field;

  @Setup(Level.Trial)
  public void warm() throws InterruptedException {
    once.run(() -> {});
    onceValue.get();
    waitGroup.add(1);
    pool.put(new StringBuilder());
  }

  @Benchmark
  public void waitGroupAddDone() {
    waitGroup.add(1);
    waitGroup.done();
  }

  @Benchmark
  public void phaserRegisterDeregister() {
    phaser.register();
    phaser.arriveAndDeregister();
  }

  @Benchmark
  public void onceDone() throws InterruptedException {
    once.run(() -> field++);
  }

  @Benchmark
  public String onceValueDone() throws InterruptedException {
    return onceValue.get();
  }

  @Benchmark
  public void poolGetPut() {
    pool.put(pool.get());
  }

  @Benchmark
  public void paddedAdd() {
    padded.add(1);
  }

  @Benchmark
  public void stripedAdd() {
    striped.add(1);
  }

  @Benchmark
  public void longAdderAdd() {
    longAdder.increment();
  }

  @Benchmark
  public void deferNothing() {
    try (var defer = Defer.open()) {
      field++;
      assert defer != null;
    }
  }

  @Benchmark
  public void deferOne() {
    try (var defer = Defer.open()) {
      defer.push(() -> field--);
      field++;
    }
  }

  @Benchmark
  @SuppressWarnings("UnnecessaryFinally") // what Defer is compared with
  public void tryFinally() {
    try {
      field++;
    } finally {
      field--;
    }
  }
}
