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
 * {@code chanProdCons0} and its kin: as many senders as processors and as many receivers, over one
 * channel. A sender takes a thousand elements at a time from a common counter, and ends with one
 * that ends a receiver.
 */
public final class ChanProdCons {
  static final int COUNT = 20_000;
  private static final int WORK = 100;
  private static final int GRAB = 1_000;
  private static final Integer ELEMENT = 1;
  private static final Integer END = 0;

  private ChanProdCons() {}

  private static void run(OverPipe scenario, int work)
      throws InterruptedException, ExecutionException {
    if (scenario.isKotlin()) {
      KotlinPipe.prodCons(Crew.procs(), scenario.capacity, COUNT, GRAB, work);
      return;
    }
    Pipe pipe = scenario.pipe();
    var grabs = new AtomicInteger(COUNT / GRAB);
    var crew = new Crew();
    for (int i = 0; i < Crew.procs(); i++) {
      crew.go(() -> send(pipe, grabs, work));
      crew.go(() -> receive(pipe, work));
    }
    crew.await();
  }

  private static void send(Pipe pipe, AtomicInteger grabs, int work) throws InterruptedException {
    while (grabs.decrementAndGet() >= 0) {
      for (int i = 0; i < GRAB; i++) {
        LocalWork.run(work);
        pipe.put(ELEMENT);
      }
    }
    pipe.put(END);
  }

  private static void receive(Pipe pipe, int work) throws InterruptedException {
    while (pipe.take().intValue() != END) {
      LocalWork.run(work);
    }
  }

  /** Capacity 0. */
  @Scenario(
      word = "chanProdCons0",
      group = Group.CHANNEL,
      operation = "an element from P goroutines to P others without a buffer",
      go = "ChanProdCons0",
      catalogue = true,
      goroutines = true)
  public static class Plain0 extends OverPipe.Unbuffered {
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 0);
    }
  }

  /** Capacity 10. */
  @Scenario(
      word = "chanProdCons10",
      group = Group.CHANNEL,
      operation = "an element from P goroutines to P others through a buffer of 10",
      go = "ChanProdCons10",
      catalogue = true,
      goroutines = true,
      quick = true)
  public static class Plain10 extends OverPipe.Buffered {
    public Plain10() {
      super(10);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 0);
    }
  }

  /** Capacity 100. */
  @Scenario(
      word = "chanProdCons100",
      group = Group.CHANNEL,
      operation = "an element from P goroutines to P others through a buffer of 100",
      go = "ChanProdCons100",
      catalogue = true,
      goroutines = true)
  public static class Plain100 extends OverPipe.Buffered {
    public Plain100() {
      super(100);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 0);
    }
  }

  /** Capacity 0, with work. */
  @Scenario(
      word = "chanProdConsWork0",
      group = Group.CHANNEL,
      operation =
          "an element from P goroutines to P others without a buffer, 100 divisions on each side",
      go = "ChanProdConsWork0",
      catalogue = true,
      goroutines = true)
  public static class WithWork0 extends OverPipe.Unbuffered {
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, WORK);
    }
  }

  /** Capacity 10, with work. */
  @Scenario(
      word = "chanProdConsWork10",
      group = Group.CHANNEL,
      operation =
          "an element from P goroutines to P others through a buffer of 10, 100 divisions on each side",
      go = "ChanProdConsWork10",
      catalogue = true,
      goroutines = true)
  public static class WithWork10 extends OverPipe.Buffered {
    public WithWork10() {
      super(10);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, WORK);
    }
  }

  /** Capacity 100, with work. */
  @Scenario(
      word = "chanProdConsWork100",
      group = Group.CHANNEL,
      operation =
          "an element from P goroutines to P others through a buffer of 100, 100 divisions on each side",
      go = "ChanProdConsWork100",
      catalogue = true,
      goroutines = true)
  public static class WithWork100 extends OverPipe.Buffered {
    public WithWork100() {
      super(100);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, WORK);
    }
  }
}
