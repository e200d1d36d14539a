package dev.gopark.sync;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SpinLock;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * <p>Tokens are taken in the order of the calls: who comes later waits longer. A rate of {@link
 * #UNLIMITED} lets everything pass, whatever the burst; a rate of zero never fills the bucket
 * again.
 *
 * <p>Safe for use by many threads; it orders nothing else between them.
 */
public final class RateLimiter {
  /*
   * Nothing runs in the background: what has flowed into the bucket is worked out when somebody looks.
   * tokens is what was in it at the instant last, and is negative while reservations lie in the future;
   * lastEvent is when the latest of those may act. All guarded by the lock, which is held for arithmetic only.
   *
   * Giving back. A cancelled reservation returns its tokens, less those that were reserved after it: whoever
   * came later has already been told a time, and got it on the assumption that these tokens are spent.
   *
   * The clock may go backwards, if it is not the system's: then the bucket is looked at as of the earlier
   * instant, without being emptied.
   *
   * Tests: RateLimiterTest. References: golang.org/x/time/rate.
   */
  /** The rate that limits nothing. */
  public static final double UNLIMITED = Double.POSITIVE_INFINITY;

  private static final long NEVER = Deadline.MAX_NANOS;

  private final NanoClock clock;
  private final Sleeper sleeper;
  private final Lock lock = new Lock();

  private double rate;
  private int burst;
  private double tokens;
  private long last;
  private long lastEvent;

  private static final class Lock extends SpinLock {}

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
    this.rate = requireRate(perSecond);
    this.burst = requireBurst(burst);
    this.clock = clock;
    this.sleeper = sleeper == null ? this::sleep : sleeper;
    tokens = burst;
    last = clock.nanoTime();
    lastEvent = last;
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
    return reserve(events, 0).ok();
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
   * @param events how many; more than the burst are never granted
   * @return says whether and when the events may happen
   */
  public Reservation reserve(int events) {
    return reserve(events, NEVER);
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
    await(events, NEVER);
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
    return await(events, Deadline.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  private boolean await(int events, long longest) throws InterruptedException {
    Reservation reservation = reserve(events, longest);
    if (!reservation.ok()) {
      if (events > burst()) {
        throw new IllegalArgumentException(events + " events exceed the burst of " + this);
      }
      return false;
    }
    long nanos = reservation.nanos();
    if (nanos > 0) {
      boolean slept = false;
      try {
        sleeper.sleep(nanos);
        slept = true;
      } finally {
        if (!slept) {
          reservation.cancel();
        }
      }
    }
    return true;
  }

  // Settings

  /**
   * The rate.
   *
   * @return tokens a second
   */
  public double rate() {
    lock.lock();
    double rate = this.rate;
    lock.unlock();
    return rate;
  }

  /**
   * Changes the rate. Reservations that were made keep their times.
   *
   * @param perSecond tokens a second
   * @throws IllegalArgumentException if it is negative or not a number
   */
  public void rate(double perSecond) {
    requireRate(perSecond);
    long now = clock.nanoTime();
    lock.lock();
    tokens = tokensAt(now);
    last = now;
    rate = perSecond;
    lock.unlock();
  }

  /**
   * The size of the bucket.
   *
   * @return how many tokens it holds at most
   */
  public int burst() {
    lock.lock();
    int burst = this.burst;
    lock.unlock();
    return burst;
  }

  /**
   * Changes the size of the bucket.
   *
   * @param burst how many tokens it holds at most
   * @throws IllegalArgumentException if it is negative
   */
  public void burst(int burst) {
    requireBurst(burst);
    long now = clock.nanoTime();
    lock.lock();
    tokens = tokensAt(now);
    last = now;
    this.burst = burst;
    lock.unlock();
  }

  /**
   * What is in the bucket.
   *
   * @return the tokens now; negative if some are reserved that have not flowed in yet
   */
  public double tokens() {
    long now = clock.nanoTime();
    lock.lock();
    double tokens = tokensAt(now);
    lock.unlock();
    return tokens;
  }

  @Override
  public String toString() {
    return "RateLimiter[%s a second, %.1f of %d tokens]".formatted(rate(), tokens(), burst());
  }

  // Arithmetic

  private Reservation reserve(int events, long longest) {
    if (events < 0) {
      throw new IllegalArgumentException("negative number of events: " + events);
    }
    long now = clock.nanoTime();
    lock.lock();
    try {
      if (rate == UNLIMITED) {
        return new Reservation(this, true, 0, now, rate);
      }
      double left = tokensAt(now) - events;
      long wait = left < 0 ? nanosOf(-left, rate) : 0;
      if (events > burst || wait > longest) {
        return new Reservation(this, false, 0, now, rate);
      }
      tokens = left;
      last = now;
      lastEvent = now + wait;
      return new Reservation(this, true, events, lastEvent, rate);
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Reservation reservation) {
    long now = clock.nanoTime();
    lock.lock();
    try {
      if (reservation.cancelled || rate == UNLIMITED || reservation.act - now < 0) {
        return;
      }
      reservation.cancelled = true;
      double reservedSince = tokensOf(lastEvent - reservation.act, reservation.rate);
      double back = reservation.tokens - reservedSince;
      if (back <= 0) {
        return;
      }
      tokens = Math.min(burst, tokensAt(now) + back);
      last = now;
      if (reservation.act == lastEvent) {
        long previous = lastEvent - nanosOf(reservation.tokens, reservation.rate);
        if (previous - now >= 0) {
          lastEvent = previous;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** What is in the bucket at an instant, which may lie before the last one. Lock held. */
  private double tokensAt(long now) {
    return rate == UNLIMITED
        ? burst
        : Math.min(burst, tokens + tokensOf(Math.max(0, now - last), rate));
  }

  private static double tokensOf(long nanos, double rate) {
    return rate == 0 ? 0 : nanos / 1e9 * rate;
  }

  private static long nanosOf(double tokens, double rate) {
    // Rounded up, so that a token that is waited for is there; the cast saturates.
    return rate == 0 ? NEVER : Math.min(NEVER, (long) Math.ceil(tokens / rate * 1e9));
  }

  private void sleep(long nanos) throws InterruptedException {
    var self = new Waiter(WaitReason.SLEEP, this);
    long deadline = Deadline.after(NanoClock.SYSTEM.nanoTime(), nanos);
    if (self.awaitUntil(deadline) == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while waiting for " + this);
    }
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
    private final boolean ok;
    private final int tokens;
    private final long act;
    private final double rate;

    /** Guarded by the limiter's lock. */
    private boolean cancelled;

    private Reservation(RateLimiter limiter, boolean ok, int tokens, long act, double rate) {
      this.limiter = limiter;
      this.ok = ok;
      this.tokens = tokens;
      this.act = act;
      this.rate = rate;
    }

    /**
     * Whether the tokens were granted.
     *
     * @return false if they are more than the burst
     */
    public boolean ok() {
      return ok;
    }

    /**
     * How long to wait before the events may happen.
     *
     * @return zero if they may happen now; the longest duration if they were not granted
     */
    public Duration delay() {
      return ok
          ? Duration.ofNanos(nanos())
          : Duration.ofSeconds(Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(1) - 1);
    }

    /**
     * Gives the tokens back because the events will not happen, as far as nobody has been told a
     * time since that counts on them. Does nothing once they may happen, or if it was called
     * before.
     */
    public void cancel() {
      if (ok && tokens > 0) {
        limiter.giveBack(this);
      }
    }

    @Override
    public String toString() {
      return "Reservation[" + (ok ? tokens + " in " + delay() : "refused") + "]";
    }

    private long nanos() {
      return Math.max(0, act - limiter.clock.nanoTime());
    }
  }
}
