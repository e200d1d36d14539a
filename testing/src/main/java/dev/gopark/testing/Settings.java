package dev.gopark.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a user asks of a simulation.
 *
 * @param name what is simulated: a class and a method
 * @param schedules how many runs at most
 * @param strategies used in turn
 * @param seed of everything
 * @param startTime of each run
 * @param maxSteps of each run
 * @param faults what may go wrong
 * @param patience how long in real time a goroutine may neither end nor come to a point
 */
record Settings(
    String name,
    int schedules,
    List<Strategy> strategies,
    long seed,
    Instant startTime,
    int maxSteps,
    Set<Fault> faults,
    Duration patience) {

  Plan plan(long seed) {
    return new Plan(seed, startTime, maxSteps, faults);
  }
}
