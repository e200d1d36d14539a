package dev.gopark.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sum that many threads add to at once: each adds to one of several cells, so that they seldom
 * meet.
 *
 * <p>For counters that are written often and read seldom, such as statistics. {@link #load} adds up
 * the cells one after the other: it sees every {@code add} that happened before it, and any of
 * those that run meanwhile.
 *
 * <p><b>Memory consistency effects:</b> actions before an {@code add} happen-before the return of a
 * {@code load} that counts it.
 */
public final class StripedInt64 {
  /*
   * Cells lie 128 bytes apart in one array, with that much before the first and after the last. A thread's
   * cell is a hash of its id, which is free on a goroutine too; java.util.concurrent's LongAdder moves
   * a thread that collides to another cell, which pays when few threads add for long, and costs a probe that
   * every new goroutine has to be given first.
   */
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** 16 longs: 128 bytes. */
  private static final int STRIDE_SHIFT = 4;

  private static final int SHIFT =
      Integer.numberOfLeadingZeros(4 * Runtime.getRuntime().availableProcessors() - 1);

  private static final int CELLS = 1 << (Integer.SIZE - SHIFT);

  private static final int GOLDEN = 0x9E3779B9;

  private final long[] cells = new long[(CELLS + 1) << STRIDE_SHIFT];

  /** Makes one that is zero. */
  public StripedInt64() {}

  /**
   * Adds to the sum.
   *
   * @param delta how much; negative to subtract
   */
  public void add(long delta) {
    int stripe = ((int) Thread.currentThread().threadId() * GOLDEN) >>> SHIFT;
    CELL.getAndAdd(cells, (stripe + 1) << STRIDE_SHIFT, delta);
  }

  /**
   * The sum.
   *
   * @return exact if nobody adds meanwhile
   */
  public long load() {
    long sum = 0;
    for (int i = 1; i <= CELLS; i++) {
      sum += (long) CELL.getVolatile(cells, i << STRIDE_SHIFT);
    }
    return sum;
  }

  /**
   * Takes the sum and starts again from zero. No addition is lost: each is in the result of this
   * call or in that of a later one.
   *
   * @return what was taken
   */
  public long drain() {
    long sum = 0;
    for (int i = 1; i <= CELLS; i++) {
      sum += (long) CELL.getAndSet(cells, i << STRIDE_SHIFT, 0L);
    }
    return sum;
  }

  /** The sum in decimal. */
  @Override
  public String toString() {
    return Long.toString(load());
  }
}
