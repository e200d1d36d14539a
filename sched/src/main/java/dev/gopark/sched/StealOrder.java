package dev.gopark.sched;

import java.util.Arrays;

/**
 * Visits 0 to n - 1, each once, from a random start with a random step that has no divisor in
 * common with n. A cursor for one thread, used again for each round.
 */
final class StealOrder {
  private int count;
  private int[] coprimes = {};
  private int position;
  private int step;
  private int left;

  /** Begins a round over {@code n} places. */
  void begin(int n, int random) {
    if (n != count) {
      count = n;
      coprimes = coprimesOf(n);
    }
    int r = random & Integer.MAX_VALUE;
    position = n == 0 ? 0 : r % n;
    step = n == 0 ? 0 : coprimes[(r / n) % coprimes.length];
    left = n;
  }

  boolean hasNext() {
    return left > 0;
  }

  int next() {
    int result = position;
    position = (position + step) % count;
    left--;
    return result;
  }

  private static int[] coprimesOf(int n) {
    int[] found = new int[n];
    int size = 0;
    for (int i = 1; i <= n; i++) {
      if (greatestCommonDivisor(i, n) == 1) {
        found[size++] = i;
      }
    }
    return Arrays.copyOf(found, size);
  }

  private static int greatestCommonDivisor(int a, int b) {
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
