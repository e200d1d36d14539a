package dev.gopark.testing;

/**
 * What a simulation that did not fail has tried.
 *
 * @param schedules how many runs
 * @param distinct how many of them were different, a lower bound beyond a million
 * @param steps how many steps they had, all together
 * @param exhausted whether the exhaustive strategy has come to its end: there is no other schedule
 */
public record SimulationReport(int schedules, int distinct, long steps, boolean exhausted) {}
