package dev.gopark.sched;

/** Seeds of random tests: printed, and taken back with {@code -Dgopark.test.seed=}. */
final class TestSeed {
  private TestSeed() {}

  static long next() {
    long seed = Long.getLong("gopark.test.seed", System.nanoTime());
    System.out.println("gopark.test.seed=" + seed);
    return seed;
  }
}
