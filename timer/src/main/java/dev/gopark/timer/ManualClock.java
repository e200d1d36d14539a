package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A clock that stands still until a test moves it, and the timers that go by it.
 *
 * {@snippet lang = java :
 * ManualClock clock = new ManualClock();
 * List<String> log = new ArrayList<>();
 * clock.timers().afterFunc(Duration.ofHours(2), () -> log.add("second"));
 * clock.timers().afterFunc(Duration.ofHours(1), () -> log.add("first"));
 * clock.advance(Duration.ofHours(2));
 * System.out.println(log);   // [first, second]
 * }
 *
 * <p>Timers fire in the order of their deadlines, and in the order in which they were armed where
 * these are equal; while one fires the clock shows its deadline. Each task runs in a goroutine of
 * its own, and the thread that moves the clock waits for it to end before it goes on, and for tasks
 * that it has armed without a delay: so a task must not wait for something that only a later move
 * brings. Sleepers and receivers that a move wakes run on by themselves.
 *
 * <p>May be used by any thread. Two moves at once happen one after the other. A move from within a
 * task of the same clock throws {@link IllegalStateException}.
 */
public final class ManualClock {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final ManualEngine engine;
  private final TimerService timers;

  /** Makes a clock that shows midnight of 1 January 2000, UTC. */
  public ManualClock() {
    this(EPOCH);
  }

  /**
   * Makes a clock.
   *
   * @param start what it shows at first
   * @throws NullPointerException if {@code start} is null
   */
  public ManualClock(Instant start) {
    this(Objects.requireNonNull(start, "start"), 0);
  }

  /** With an origin of the nanosecond count, so that tests can let it overflow. */
  ManualClock(Instant start, long origin) {
    engine = new ManualEngine(start, origin);
    timers = new EngineTimers(engine, "ManualClock.timers()");
  }

  /**
   * The timers that go by this clock. {@code Channel.after} and {@code Channel.tick} take them too.
   *
   * @return always the same service
   */
  public TimerService timers() {
    return timers;
  }

  /**
   * What the clock shows.
   *
   * @return the instant to which it was last moved, or the deadline that is being fired
   */
  public Instant now() {
    return engine.instant(engine.nanoTime());
  }

  /**
   * Moves the clock from deadline to deadline up to a time, and fires at each: a repeating timer
   * fires at every beat.
   *
   * @param d how far; zero fires what is due now
   * @throws InterruptedException if interrupted while waiting for a task; the clock stands where it
   *     fired
   * @throws IllegalArgumentException if {@code d} is negative
   * @throws IllegalStateException if called by a task that this clock waits for
   * @throws NullPointerException if {@code d} is null
   */
  public void advance(Duration d) throws InterruptedException {
    engine.move(nanos(d), false);
  }

  /**
   * Moves the clock at once, as after a machine was suspended, and then fires everything that has
   * come due: a repeating timer fires once and skips the beats that it missed.
   *
   * @param d how far
   * @throws InterruptedException if interrupted while waiting for a task; the clock has been moved
   * @throws IllegalArgumentException if {@code d} is negative
   * @throws IllegalStateException if called by a task that this clock waits for
   * @throws NullPointerException if {@code d} is null
   */
  public void jump(Duration d) throws InterruptedException {
    engine.move(nanos(d), true);
  }

  /**
   * How many timers, sleepers and timed waits go by this clock and have not come due.
   *
   * @return an instantaneous value
   */
  public int pending() {
    return engine.pending();
  }

  /**
   * Waits, in real time, until some number of timers is pending: until goroutines that are to be
   * woken by the next move have got as far as to sleep.
   *
   * @param count the least number
   * @throws InterruptedException if interrupted while waiting
   */
  public void awaitPending(int count) throws InterruptedException {
    engine.awaitPending(count);
  }

  private static long nanos(Duration d) {
    if (Objects.requireNonNull(d, "d").isNegative()) {
      throw new IllegalArgumentException(
          "the clock cannot be moved by " + d + ": time does not run back");
    }
    return Deadline.nanos(d);
  }

  @Override
  public String toString() {
    return "ManualClock[" + now() + ", " + pending() + " pending]";
  }
}
