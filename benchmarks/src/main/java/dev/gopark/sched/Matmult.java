package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinGoroutines;
import dev.gopark.bench.Scenario;
import dev.gopark.bench.Splitter;
import dev.gopark.channel.Channel;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@code matmult}: multiplies two matrices of 128 by 128, which are halved along their longest side
 * until they are small; two halves that do not write to the same place run at the same time.
 */
@Scenario(
    word = "matmult",
    group = Group.SCHEDULER,
    operation =
        "a product and a sum in a multiplication of matrices, halved down to 8, with a goroutine for each half; 2,097,152 in a body",
    go = "Matmult",
    catalogue = true,
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Matmult {
  static final int SIZE = 128;
  static final int STEPS = SIZE * SIZE * SIZE;
  private static final int SMALL = 8;

  private final double[][] a = random(1);
  private final double[][] b = random(2);
  private final double[][] product = new double[SIZE][SIZE];
  private ForkJoinPool pool;

  @Setup
  public void open() {
    pool = new ForkJoinPool(Crew.procs());
  }

  @TearDown
  public void close() {
    pool.close();
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double gopark() throws InterruptedException, ExecutionException {
    var crew = new Crew();
    crew.go(() -> inGoroutines(whole()));
    crew.await();
    return product[0][0];
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double virtualThread() throws InterruptedException, ExecutionException {
    var crew = new Crew();
    crew.go(() -> inThreads(whole()));
    crew.await();
    return product[0][0];
  }

  /** What Java programs use for work that is halved. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double forkJoin() {
    pool.invoke(new Fork(whole()));
    return product[0][0];
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double kotlinx() {
    KotlinGoroutines.matmult(whole());
    return product[0][0];
  }

  private static void inGoroutines(Splitter part) throws InterruptedException {
    Splitter[] halves = part.halves();
    if (halves == null) {
      part.compute();
    } else if (part.isParallel()) {
      Channel<Boolean> done = Channel.make(1);
      Go.go(() -> {
        inGoroutines(halves[0]);
        done.send(true);
      });
      inGoroutines(halves[1]);
      done.receive();
    } else {
      inGoroutines(halves[0]);
      inGoroutines(halves[1]);
    }
  }

  private static void inThreads(Splitter part) throws InterruptedException {
    Splitter[] halves = part.halves();
    if (halves == null) {
      part.compute();
    } else if (part.isParallel()) {
      Thread other =
          Thread.startVirtualThread(() -> {
            try {
              inThreads(halves[0]);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      inThreads(halves[1]);
      other.join();
    } else {
      inThreads(halves[0]);
      inThreads(halves[1]);
    }
  }

  private static final class Fork extends RecursiveAction {
    private static final long serialVersionUID = 1L;

    private final transient Splitter part;

    Fork(Splitter part) {
      this.part = part;
    }

    @Override
    protected void compute() {
      Splitter[] halves = part.halves();
      if (halves == null) {
        part.compute();
      } else if (part.isParallel()) {
        invokeAll(new Fork(halves[0]), new Fork(halves[1]));
      } else {
        new Fork(halves[0]).compute();
        new Fork(halves[1]).compute();
      }
    }
  }

  private Splitter whole() {
    return new Part(0, SIZE, 0, SIZE, 0, SIZE);
  }

  private static double[][] random(long seed) {
    var random = new Random(seed);
    var matrix = new double[SIZE][SIZE];
    for (double[] row : matrix) {
      for (int i = 0; i < SIZE; i++) {
        row[i] = random.nextDouble();
      }
    }
    return matrix;
  }

  /** Rows i, columns j, and what is summed up, k. */
  private final class Part implements Splitter {
    private final int i0;
    private final int i1;
    private final int j0;
    private final int j1;
    private final int k0;
    private final int k1;

    Part(int i0, int i1, int j0, int j1, int k0, int k1) {
      this.i0 = i0;
      this.i1 = i1;
      this.j0 = j0;
      this.j1 = j1;
      this.k0 = k0;
      this.k1 = k1;
    }

    @Override
    public Splitter[] halves() {
      int i = i1 - i0;
      int j = j1 - j0;
      int k = k1 - k0;
      if (Math.max(Math.max(i, j), k) <= SMALL) {
        return null;
      }
      if (i >= j && i >= k) {
        int middle = i0 + i / 2;
        return new Splitter[] {
          new Part(i0, middle, j0, j1, k0, k1), new Part(middle, i1, j0, j1, k0, k1)
        };
      }
      if (j >= k) {
        int middle = j0 + j / 2;
        return new Splitter[] {
          new Part(i0, i1, j0, middle, k0, k1), new Part(i0, i1, middle, j1, k0, k1)
        };
      }
      int middle = k0 + k / 2;
      return new Splitter[] {
        new Part(i0, i1, j0, j1, k0, middle), new Part(i0, i1, j0, j1, middle, k1)
      };
    }

    /** Halves of k add to the same places. */
    @Override
    public boolean isParallel() {
      int k = k1 - k0;
      return i1 - i0 >= k || j1 - j0 >= k;
    }

    @Override
    public void compute() {
      for (int i = i0; i < i1; i++) {
        for (int j = j0; j < j1; j++) {
          double sum = product[i][j];
          for (int k = k0; k < k1; k++) {
            sum += a[i][k] * b[k][j];
          }
          product[i][j] = sum;
        }
      }
    }
  }
}
