package dev.gopark.sync;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.Sema;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket: {@code rate.Limiter} of {@code golang.org/x/time}.
 *
 * <p>The bucket holds at most {@code burst} tokens, is full at first, and is filled at a rate of so
 * many tokens a second. An event takes one token, or several. If there are not enough it is refused
 * ({@link #allow}), told when it may happen ({@link #reserve}), or kept waiting ({@link #await}).
 *
 * {@snippet lang = java :
 * var limiter = new RateLimiter(10, 1); // ten a second, evenly
 * for (Request request : requests) {
 *   limiter.await();
 *   send(request);
 * }
 * }
 *
 * <p>Tokens are taken in the order of the calls: who comes later waits longer. In no stretch of
 * time do more events pass than the burst and what flows in meanwhile, however many threads ask. A
 * rate of {@link #UNLIMITED} lets everything pass, whatever the burst. A rate of zero gives what is
 * in the bucket and no more; who awaits more waits until the rate is raised.
 *
 * <p><b>Given instants.</b> The methods whose names end with {@code At} and {@code From} take the
 * present from the caller: for events that carry their time, and for tests. A limiter that was
 * never used goes by the instants that it is given, of any clock. Instants may come in any order;
 * time that has flowed in does not do so again for an earlier one. Those that lie more than 36
 * years apart count as 36 years.
 *
 * <p>Safe for use by many threads; it orders nothing else between them.
 */
public final class RateLimiter {
  /*
   * The bucket does the arithmetic; here is who waits for it. Who awaits at rate zero takes nothing and waits in
   * paused until the rate is set: an await reads the number of settings with its answer, and does not join
   * if the rate has been set since (A2), and who sets the rate does so before looking for those who wait (S2).
   *
   *   Await                                          Set the rate
   *   A1 take; paused: note the number of settings   S1 set it, one more setting
   *   A2 lock of paused; another number: back to A1  S2 lock of paused; claim all; unlock
   *   A3 join; unlock; await; back to A1             S3 wake them
   *
   * The number is volatile: A2 and S2 are ordered by the lock of paused.
   *
   * Tests: RateLimiterTest. References: golang.org/x/time/rate.
   */
  /** The rate that limits nothing. */
  public static final double UNLIMITED = Double.POSITIVE_INFINITY;

  private final NanoClock clock;
  private final Sleeper sleeper;
  private final TokenBucket bucket;
  private final Sema paused = new Sema();

  /** How an await waits; replaced together with the clock. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  /**
   * Makes a limiter with a full bucket.
   *
   * @param perSecond tokens a second; see {@link #every}
   * @param burst how many tokens the bucket holds, and so how many one event can take
   * @throws IllegalArgumentException if one of them is negative, or the rate is not a number
   */
  public RateLimiter(double perSecond, int burst) {
    this(perSecond, burst, NanoClock.SYSTEM, null);
  }

  RateLimiter(double perSecond, int burst, NanoClock clock, @Nullable Sleeper sleeper) {
    bucket = new TokenBucket(requireRate(perSecond), requireBurst(burst));
    this.clock = clock;
    this.sleeper = sleeper == null ? this::sleep : sleeper;
  }

  /**
   * The rate of one event each interval.
   *
   * @param interval the time between two events
   * @return events a second; {@link #UNLIMITED} for an interval of zero or less
   */
  public static double every(Duration interval) {
    long nanos = Deadline.nanos(interval);
    return nanos == 0 ? UNLIMITED : 1e9 / nanos;
  }

  // Events

  /**
   * Takes a token if there is one.
   *
   * @return whether the event may happen now
   */
  public boolean allow() {
    return allow(1);
  }

  /**
   * Takes tokens if there are enough.
   *
   * @param events how many
   * @return whether the events may happen now
   */
  public boolean allow(int events) {
    return bucket.take(clock, requireEvents(events), 0).ok();
  }

  /**
   * As {@link #allow(int)}, at an instant.
   *
   * @param now the present
   * @param events how many
   * @return whether the events may happen at that instant
   */
  public boolean allowAt(Instant now, int events) {
    return bucket.take(at(now), requireEvents(events), 0).ok();
  }

  /**
   * Takes a token, from the future if need be.
   *
   * @return says when the event may happen
   */
  public Reservation reserve() {
    return reserve(1);
  }

  /**
   * Takes tokens, from the future if need be.
   *
   * @param events how many; more than the burst are never granted, nor are tokens that are not
   *     there at rate zero
   * @return says whether and when the events may happen
   */
  public Reservation reserve(int events) {
    return new Reservation(this, bucket.take(clock, requireEvents(events), TokenBucket.NEVER));
  }

  /**
   * As {@link #reserve(int)}, at an instant.
   *
   * @param now the present
   * @param events how many
   * @return says whether and when the events may happen
   */
  public Reservation reserveAt(Instant now, int events) {
    return new Reservation(this, bucket.take(at(now), requireEvents(events), TokenBucket.NEVER));
  }

  /**
   * Waits until the event may happen.
   *
   * @throws InterruptedException if the thread was interrupted while it waited; the token is given
   *     back
   */
  public void await() throws InterruptedException {
    await(1);
  }

  /**
   * Waits until the events may happen.
   *
   * @param events how many
   * @throws InterruptedException if the thread was interrupted while it waited; the tokens are
   *     given back
   * @throws IllegalArgumentException if they are more than the burst, and so would never be granted
   */
  public void await(int events) throws InterruptedException {
    TokenBucket.Grant grant = bucket.take(clock, requireEvents(events), TokenBucket.NEVER);
    while (!grant.ok()) {
      requireFits(grant, events);
      awaitSetting(grant.settings);
      grant = bucket.take(clock, events, TokenBucket.NEVER);
    }
    awaitTurn(grant);
  }

  /**
   * Waits until the events may happen, unless that is later than given: then it does not wait at
   * all.
   *
   * @param events how many
   * @param timeout how long to wait at most
   * @return whether the events may happen
   * @throws InterruptedException if the thread was interrupted while it waited; the tokens are
   *     given back
   * @throws IllegalArgumentException if they are more than the burst, and so would never be granted
   */
  public boolean tryAwait(int events, Duration timeout) throws InterruptedException {
    long longest = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    TokenBucket.Grant grant = bucket.take(clock, requireEvents(events), longest);
    if (!grant.ok()) {
      requireFits(grant, events);
      return false;
    }
    awaitTurn(grant);
    return true;
  }

  // Settings

  /**
   * The rate.
   *
   * @return tokens a second
   */
  public double rate() {
    return bucket.rate();
  }

  /**
   * Changes the rate. Reservations that were made keep their times.
   *
   * @param perSecond tokens a second
   * @throws IllegalArgumentException if it is negative or not a number
   */
  public void rate(double perSecond) {
    setRate(clock, perSecond);
  }

  /**
   * As {@link #rate(double)}, at an instant.
   *
   * @param now the present
   * @param perSecond tokens a second
   * @throws IllegalArgumentException if it is negative or not a number
   */
  public void rateAt(Instant now, double perSecond) {
    setRate(at(now), perSecond);
  }

  /**
   * The size of the bucket.
   *
   * @return how many tokens it holds at most
   */
  public int burst() {
    return bucket.burst();
  }

  /**
   * Changes the size of the bucket.
   *
   * @param burst how many tokens it holds at most
   * @throws IllegalArgumentException if it is negative
   */
  public void burst(int burst) {
    bucket.burst(requireBurst(burst), clock);
  }

  /**
   * As {@link #burst(int)}, at an instant.
   *
   * @param now the present
   * @param burst how many tokens it holds at most
   * @throws IllegalArgumentException if it is negative
   */
  public void burstAt(Instant now, int burst) {
    bucket.burst(requireBurst(burst), at(now));
  }

  /**
   * What is in the bucket.
   *
   * @return the tokens now; negative if some are reserved that have not flowed in yet
   */
  public double tokens() {
    return bucket.tokens(clock);
  }

  /**
   * As {@link #tokens()}, at an instant.
   *
   * @param now the present
   * @return the tokens then, if nobody takes any until then
   */
  public double tokensAt(Instant now) {
    return bucket.tokens(at(now));
  }

  @Override
  public String toString() {
    return "RateLimiter[%s a second, %.1f of %d tokens]".formatted(rate(), tokens(), burst());
  }

  // Waiting

  private void awaitTurn(TokenBucket.Grant grant) throws InterruptedException {
    long nanos = grant.act - clock.nanoTime();
    if (nanos > 0) {
      boolean slept = false;
      try {
        sleeper.sleep(nanos);
        slept = true;
      } finally {
        if (!slept) {
          bucket.giveBack(grant, clock);
        }
      }
    }
  }

  private void sleep(long nanos) throws InterruptedException {
    var self = new Waiter(WaitReason.SLEEP, this);
    long deadline = Deadline.after(NanoClock.SYSTEM.nanoTime(), nanos);
    if (self.awaitUntil(deadline) == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while waiting for " + this);
    }
  }

  /** A2 and A3. */
  private void awaitSetting(int settings) throws InterruptedException {
    var self = new Parked(paused, WaitReason.SLEEP, this, "waiting for");
    paused.lock();
    boolean unchanged = bucket.settings() == settings;
    if (unchanged) {
      paused.add(self);
    }
    paused.unlock();
    if (unchanged) {
      self.park(Sema.NO_DEADLINE);
    }
  }

  /** S1 to S3. */
  private void setRate(NanoClock clock, double perSecond) {
    bucket.rate(requireRate(perSecond), clock);
    paused.lock();
    var waiters = paused.claimAll();
    paused.unlock();
    WaitQueue.wakeAll(waiters);
  }

  /** How many wait at rate zero. For tests. */
  int pausedSize() {
    return paused.size();
  }

  private NanoClock at(Instant now) {
    Objects.requireNonNull(now, "now");
    return () -> bucket.nanosLocked(now, clock);
  }

  private void requireFits(TokenBucket.Grant grant, int events) {
    if (grant.outcome == TokenBucket.Outcome.TOO_MANY) {
      throw new IllegalArgumentException(
          events + " events exceed the burst of " + grant.burst + " of " + this);
    }
  }

  private void giveBack(TokenBucket.Grant grant, NanoClock clock) {
    if (grant.ok() && grant.tokens > 0) {
      bucket.giveBack(grant, clock);
    }
  }

  private static int requireEvents(int events) {
    if (events < 0) {
      throw new IllegalArgumentException("negative number of events: " + events);
    }
    return events;
  }

  private static double requireRate(double perSecond) {
    if (!(perSecond >= 0)) {
      throw new IllegalArgumentException("rate must be zero or more, not " + perSecond);
    }
    return perSecond;
  }

  private static int requireBurst(int burst) {
    if (burst < 0) {
      throw new IllegalArgumentException("burst must be zero or more, not " + burst);
    }
    return burst;
  }

  /** Tokens that were taken, and from when on they may be used. */
  public static final class Reservation {
    private final RateLimiter limiter;
    private final TokenBucket.Grant grant;

    private Reservation(RateLimiter limiter, TokenBucket.Grant grant) {
      this.limiter = limiter;
      this.grant = grant;
    }

    /**
     * Whether the tokens were granted.
     *
     * @return false if they are more than the burst, or were not there at rate zero
     */
    public boolean ok() {
      return grant.ok();
    }

    /**
     * How long to wait before the events may happen.
     *
     * @return zero if they may happen now; the longest duration if they were not granted
     */
    public Duration delay() {
      return delayFrom(limiter.clock);
    }

    /**
     * As {@link #delay()}, from an instant.
     *
     * @param now the present
     * @return zero if the events may happen at that instant
     */
    public Duration delayFrom(Instant now) {
      return delayFrom(limiter.at(now));
    }

    private Duration delayFrom(NanoClock clock) {
      return ok()
          ? Duration.ofNanos(limiter.bucket.remaining(grant, clock))
          : ChronoUnit.FOREVER.getDuration();
    }

    /**
     * Gives the tokens back because the events will not happen, as far as nobody has been told a
     * time since that counts on them. Does nothing once they may happen, or if it was called
     * before.
     */
    public void cancel() {
      limiter.giveBack(grant, limiter.clock);
    }

    /**
     * As {@link #cancel()}, at an instant.
     *
     * @param now the present
     */
    public void cancelAt(Instant now) {
      limiter.giveBack(grant, limiter.at(now));
    }

    @Override
    public String toString() {
      return "Reservation[" + (ok() ? grant.tokens + " in " + delay() : "refused") + "]";
    }
  }
}
