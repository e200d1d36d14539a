package dev.gopark.internal;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Where generators of random numbers get their seeds, replaceable so that a simulation is
 * repeatable. Not for hot paths: take a seed when a generator is made.
 */
@FunctionalInterface
public interface Seeds {
  /** True randomness. */
  Seeds MACHINE = () -> ThreadLocalRandom.current().nextLong();

  /** What everybody uses: {@link #MACHINE}, unless a {@link Simulator} stands in front of it. */
  Seeds SYSTEM = Simulator.Holder.seeds();

  /**
   * A seed.
   *
   * @return any number
   */
  long next();

  /**
   * Whether the caller is to do the same again when it is run again with the same seeds. Then it
   * uses nothing that an earlier run may have left behind, such as a cached object with a state.
   *
   * @return false in production
   */
  default boolean isRepeatable() {
    return false;
  }
}
