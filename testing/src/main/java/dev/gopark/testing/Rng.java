package dev.gopark.testing;

/** Splitmix64 (Steele, Lea, Flood 2014): the one source of everything that is random in a run. */
final class Rng {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private long state;

  Rng(long seed) {
    state = seed;
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform from 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** A seed that depends on two others and resembles neither. */
  static long mix(long seed, long other) {
    return mix(seed + mix(other + GOLDEN));
  }

  private static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
