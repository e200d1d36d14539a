package dev.gopark.channel;

import java.util.Random;

/**
 * The random numbers of a test. The seed is printed; the system property {@code gopark.test.seed}
 * gives it back.
 */
final class Seed {
  private Seed() {}

  static Random random(Object test) {
    long seed = Long.getLong("gopark.test.seed", System.nanoTime());
    System.out.println(test + ": -Dgopark.test.seed=" + seed);
    return new Random(seed);
  }
}
