package dev.gopark.sched;

import java.util.concurrent.locks.LockSupport;

/**
 * How the scheduler's own threads park: an interrupt ends one park at most.
 *
 * <p>An interrupt that is pending makes each park return at once, so that a loop around it spins.
 * Nobody interrupts these threads to tell them something; but thread dumps, shutdown code and tests
 * of applications interrupt whatever they find, and the JDK sets the flag of a carrier when it
 * interrupts the virtual thread on it.
 */
final class Parking {
  private Parking() {}

  static void park(Object blocker) {
    LockSupport.park(blocker);
    Thread.interrupted(); // clears it
  }

  static void parkNanos(Object blocker, long nanos) {
    LockSupport.parkNanos(blocker, nanos);
    Thread.interrupted();
  }
}
