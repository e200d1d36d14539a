package dev.gopark.sched;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What sysmon knows of one place among the processors, from round to round. */
final class Watch {
  /*
   * Asking whether a thread sleeps costs some microseconds, so a goroutine that computes on is asked less and
   * less often: MIN_GAP after it was first seen, then twice as long each time, up to MAX_GAP.
   *
   * Goroutines that block come in crowds. For STREAK after one lost the processor here because it was asleep, the
   * next is asked at once, and one answer is enough: a wrong one costs a hand-off that was not needed.
   */
  private static final long MIN_GAP = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long MAX_GAP = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long STREAK = TimeUnit.MILLISECONDS.toNanos(1);

  /** Rounds for which a processor that was taken away is looked after, see Sysmon. */
  private static final int LOOK_AFTER = 50;

  private final ThreadProbe probe = new ThreadProbe();

  private @Nullable Processor processor;
  private long runTick;
  private long runSince;
  private long sliceTick;
  private long sliceSince;

  /** What stood in runnext, and whether the same stood there a round before, nothing having run. */
  private @Nullable Scheduled next;

  private boolean standing;

  /** Whether its thread was asleep at the last probe, when that was, and the time to the next. */
  private boolean slept;

  private long probedAt;
  private long gap;

  /** When a processor was last taken away here because its thread was asleep. */
  private long blockedAt;

  /** The processor that was here before it was taken away, and for how many rounds to go on. */
  private @Nullable Processor left;

  private int lookAfter;

  Watch(long now) {
    blockedAt = now - STREAK;
  }

  /** Looks at the processor. */
  void look(Processor processor, long now) {
    long runTick = processor.runTick();
    long sliceTick = processor.sliceTick();
    Scheduled next = processor.peekNext();
    boolean same = this.processor == processor;
    standing = next != null && next == this.next && same && runTick == this.runTick;
    this.next = next;
    if (!same || sliceTick != this.sliceTick) {
      this.sliceTick = sliceTick;
      sliceSince = now;
    }
    if (!same || runTick != this.runTick) {
      this.processor = processor;
      this.runTick = runTick;
      runSince = now;
      slept = now - blockedAt < STREAK;
      gap = slept ? 0 : MIN_GAP;
      probedAt = now;
    }
  }

  /** For how long the goroutine that runs now has been seen running. */
  long ran(long now) {
    return now - runSince;
  }

  /** For how long the chain of runnexts has been seen to go on. */
  long sliceLasted(long now) {
    return now - sliceSince;
  }

  void sliceEnds(long now) {
    sliceSince = now;
  }

  /** Whether a goroutine waits in runnext, and did in the round before. */
  boolean isNextStanding() {
    return standing;
  }

  /** Whether the thread below is due to be asked whether it sleeps. */
  boolean isProbeDue(long now) {
    return now - probedAt >= gap;
  }

  /**
   * Asks the thread: whether it has been asleep twice, with the same goroutine. Once is no news:
   * see {@link ThreadProbe}.
   */
  boolean isBlocked(Machine machine, long now) {
    boolean before = slept;
    slept = probe.isAsleep(machine);
    probedAt = now;
    gap = slept ? MIN_GAP : Math.min(2 * gap, MAX_GAP);
    return slept && before;
  }

  /** Its processor is taken away because it was asleep. */
  void blocked(long now) {
    blockedAt = now;
  }

  /** Whether the next probe decides. */
  boolean isAsleepOnce() {
    return slept;
  }

  /** Everybody was stopped for so long: it counts for nothing. */
  void excuse(long pause) {
    runSince += pause;
    sliceSince += pause;
    slept = false;
    probedAt += pause;
  }

  /** Its processor has been taken away, or is idle. */
  void reset() {
    processor = null;
    next = null;
    slept = false;
    probe.close();
  }

  /** A processor that was just taken away: its machine may still put something there. */
  void lookAfter(Processor left) {
    this.left = left;
    lookAfter = LOOK_AFTER;
  }

  /** The one to look after in this round, or null. */
  @Nullable Processor lookedAfter() {
    Processor left = this.left;
    if (left != null && --lookAfter == 0) {
      this.left = null;
    }
    return left;
  }
}
