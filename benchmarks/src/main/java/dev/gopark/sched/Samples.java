package dev.gopark.sched;

import java.util.Arrays;

/** Durations in nanoseconds, of one thread at a time. */
public final class Samples {
  private long[] values = new long[1024];
  private int size;

  /** Takes one more. */
  public void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = nanos;
  }

  /** Takes all of another. */
  public void addAll(Samples others) {
    for (int i = 0; i < others.size; i++) {
      add(others.values[i]);
    }
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The smallest value that at least this part of all are not above; 0 if there are none. */
  public long percentile(double part) {
    if (size == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.max((int) Math.ceil(part * size) - 1, 0)];
  }
}
