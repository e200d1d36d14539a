package dev.gopark.sync;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MpmcArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Objects to be used again. Who gets none makes one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class Pools {
  private final Pool<byte[]> pool = new Pool<>(Pools::make);
  private final ConcurrentLinkedDeque<byte[]> deque = new ConcurrentLinkedDeque<>();
  private final MpmcArrayQueue<byte[]> queue = new MpmcArrayQueue<>(1024);

  private final int puts;
  private final int gets;

  Pools(int puts, int gets) {
    this.puts = puts;
    this.gets = gets;
  }

  private static byte[] make() {
    return new byte[64];
  }

  @Benchmark
  public void gopark() {
    for (int i = 0; i < puts; i++) {
      pool.put(Item.ONE);
    }
    for (int i = 0; i < gets; i++) {
      keep(pool.get());
    }
  }

  @Benchmark
  public void concurrentLinkedDeque() {
    for (int i = 0; i < puts; i++) {
      deque.offerFirst(Item.ONE);
    }
    for (int i = 0; i < gets; i++) {
      byte[] item = deque.pollFirst();
      keep(item == null ? make() : item);
    }
  }

  @Benchmark
  public void jctoolsMpmc() {
    for (int i = 0; i < puts; i++) {
      queue.offer(Item.ONE);
    }
    for (int i = 0; i < gets; i++) {
      byte[] item = queue.poll();
      keep(item == null ? make() : item);
    }
  }

  private static void keep(byte[] item) {
    if (item.length == 0) {
      throw new AssertionError("no item");
    }
  }

  /** The same object is put again and again: the pool does not mind, and nothing is allocated. */
  private static final class Item {
    static final byte[] ONE = make();
  }

  @Scenario(
      word = "pool",
      group = Group.SYNC,
      operation = "a put and a get",
      go = "Pool",
      catalogue = true,
      parallel = true)
  public static class PutGet extends Pools {
    public PutGet() {
      super(1, 1);
    }
  }

  @Scenario(
      word = "poolOverflow",
      group = Group.SYNC,
      operation = "a hundred puts, then a hundred gets",
      go = "PoolOverflow",
      catalogue = true,
      parallel = true)
  public static class Overflow extends Pools {
    public Overflow() {
      super(100, 100);
    }
  }

  @Scenario(
      word = "poolStarvation",
      group = Group.SYNC,
      operation = "67 puts, then a hundred gets",
      go = "PoolStarvation",
      catalogue = true,
      parallel = true)
  public static class Starvation extends Pools {
    public Starvation() {
      super(67, 100);
    }
  }
}
