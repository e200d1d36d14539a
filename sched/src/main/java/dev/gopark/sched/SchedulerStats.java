package dev.gopark.sched;

import java.util.List;

/**
 * What a {@link Scheduler} is doing and has done, at about one instant: read without stopping
 * anything, so the numbers may be a moment apart. Counts only grow.
 *
 * @param procs how many processors there are
 * @param idleProcs how many of them have nothing to run
 * @param machines how many platform threads the scheduler has, the parked ones included
 * @param spareMachines how many of those are parked without a processor
 * @param spinning how many machines are looking for work to steal
 * @param goroutines how many goroutines are alive, adopted children included
 * @param globalQueue how many goroutines wait in the queue that all processors share
 * @param ran how often a goroutine was given a machine
 * @param readiedNext goroutines readied by a running one, to run next
 * @param readiedLast goroutines that yielded
 * @param readiedOutside goroutines readied from outside the scheduler's goroutines
 * @param started goroutines started by running ones
 * @param stolen goroutines taken from another processor
 * @param spilled goroutines moved to the shared queue because a local one was full
 * @param handedOff processors taken from a machine whose goroutine ran for a time slice, or blocked
 *     it
 * @param perProc one entry a processor, in order
 */
public record SchedulerStats(
    int procs,
    int idleProcs,
    int machines,
    int spareMachines,
    int spinning,
    long goroutines,
    int globalQueue,
    long ran,
    long readiedNext,
    long readiedLast,
    long readiedOutside,
    long started,
    long stolen,
    long spilled,
    long handedOff,
    List<Proc> perProc) {
  /** Keeps an unmodifiable copy of the list. */
  public SchedulerStats {
    perProc = List.copyOf(perProc);
  }

  /**
   * One processor. Its counts begin anew when it is replaced after a hand-off; the totals do not.
   *
   * @param idle whether it has nothing to run
   * @param queued how many goroutines wait in its queue
   * @param slices how many time slices it has begun
   * @param counts what it has done
   */
  public record Proc(boolean idle, int queued, long slices, Counts counts) {}

  /**
   * What a processor has done.
   *
   * @param ran how often a goroutine was given its machine
   * @param readiedNext goroutines readied here by a running one
   * @param readiedLast goroutines that yielded here
   * @param started goroutines started here
   * @param stolen goroutines it has taken from others
   * @param spilled goroutines it has moved to the shared queue
   */
  public record Counts(
      long ran, long readiedNext, long readiedLast, long started, long stolen, long spilled) {
    static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          ran + other.ran,
          readiedNext + other.readiedNext,
          readiedLast + other.readiedLast,
          started + other.started,
          stolen + other.stolen,
          spilled + other.spilled);
    }
  }
}
