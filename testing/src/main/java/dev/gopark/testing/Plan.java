package dev.gopark.testing;

import java.time.Instant;
import java.util.Set;

/**
 * What one run is given.
 *
 * @param seed for all that is random inside the program
 * @param startTime what the calendar shows at the start
 * @param maxSteps after how many steps it has failed
 * @param faults what may go wrong
 */
record Plan(long seed, Instant startTime, int maxSteps, Set<Fault> faults) {}
