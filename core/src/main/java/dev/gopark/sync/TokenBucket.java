package dev.gopark.sync;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SpinLock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The arithmetic of a {@link RateLimiter}, and the lock that it is done under. */
final class TokenBucket extends SpinLock {
  /*
   * Nothing runs in the background: what has flowed into the bucket is worked out when somebody looks.
   * tokens is what was in it at the instant last, and is negative while grants lie in the future; lastEvent is
   * when the latest of those may act. All guarded by the lock, which is held for arithmetic only.
   *
   * Invariants
   *   1. last never goes back, so no stretch of time flows in twice. In the time from the first look to any
   *      instant t no more is granted than the burst and the inflow of that time.
   *   2. tokens and last change together, and only when something is granted, given back or set: looks that
   *      are refused, however many, add no rounding errors.
   *   3. At rate zero nothing is taken that is not there.
   *
   * Time. The clock is read under the lock, by every method that takes one: an instant that was read before is
   * old when the lock comes, and other instants have been used since. Such an instant may be given all the
   * same, by a caller or by a clock that goes back. It is then a look at a bucket that is known as of a later time: what is in it can be had, what is missing is counted from that later time on.
   *
   * Giving back. A cancelled grant returns its tokens, less those that were granted after it: whoever came later
   * has already been told a time, and got it on the assumption that these tokens are spent.
   *
   * Rejected: last = now whatever now is, as x/time has it: two threads whose looks at the clock are overtaken move
   * it to and fro, and each time the same stretch flows in again; sixteen threads got 15.8 times their due.
   *
   * Tests: RateLimiterTest. References: golang.org/x/time/rate.
   */
  static final long NEVER = Deadline.MAX_NANOS;

  /** Any two instants, and one that is NEVER after a third, can be compared by subtraction. */
  private static final long MAX_DISTANCE = NEVER >> 2;

  private double rate;
  private int burst;
  private double tokens;
  private long last;
  private long lastEvent;

  /** Whether last is known: the bucket is full until somebody has looked. */
  private boolean started;

  /** How often the rate was set. */
  private volatile int settings;

  /** What the calendar showed, or shows in the caller's test, at anchorNanos; null until asked. */
  private @Nullable Instant anchor;

  private long anchorNanos;

  TokenBucket(double perSecond, int burst) {
    rate = perSecond;
    this.burst = burst;
    tokens = burst;
  }

  /** What was said to somebody who wanted tokens, and how it stood at that instant. */
  static final class Grant {
    final Outcome outcome;

    /** How many were taken; none if any number may pass. */
    final int tokens;

    /** From when on they may be used. */
    final long act;

    final double rate;
    final int burst;
    final int settings;

    /** Guarded by the bucket's lock. */
    private boolean givenBack;

    private Grant(TokenBucket bucket, Outcome outcome, int tokens, long act) {
      this.outcome = outcome;
      this.tokens = tokens;
      this.act = act;
      rate = bucket.rate;
      burst = bucket.burst;
      settings = bucket.settings;
    }

    boolean ok() {
      return outcome == Outcome.GRANTED;
    }
  }

  enum Outcome {
    GRANTED,
    /** They come too late. */
    LATE,
    /** They never come, because the rate is zero. */
    PAUSED,
    /** They never fit into the bucket. */
    TOO_MANY
  }

  /** Takes tokens, unless they come later than given. */
  Grant take(NanoClock clock, int events, long longest) {
    lock();
    try {
      long now = start(clock);
      if (rate == RateLimiter.UNLIMITED) {
        return new Grant(this, Outcome.GRANTED, 0, now);
      }
      double left = tokensAt(now) - events;
      long wait = left < 0 ? nanosOf(-left, rate) : 0;
      Outcome outcome = outcome(events, left, wait, longest);
      if (outcome != Outcome.GRANTED) {
        return new Grant(this, outcome, 0, now);
      }
      long act = wait == 0 ? now : latest(now, last) + wait;
      var grant = new Grant(this, outcome, events, act);
      tokens = left;
      last = latest(now, last);
      lastEvent = latest(act, lastEvent);
      return grant;
    } finally {
      unlock();
    }
  }

  private Outcome outcome(int events, double left, long wait, long longest) {
    if (events > burst) {
      return Outcome.TOO_MANY;
    }
    if (left < 0 && rate == 0) {
      return Outcome.PAUSED;
    }
    return wait > longest ? Outcome.LATE : Outcome.GRANTED;
  }

  /** Gives back what nobody has counted on since, if it may not be used yet. */
  void giveBack(Grant grant, NanoClock clock) {
    lock();
    try {
      long now = start(clock);
      if (grant.givenBack || rate == RateLimiter.UNLIMITED || grant.act - now < 0) {
        return;
      }
      grant.givenBack = true;
      double back = grant.tokens - inflow(lastEvent - grant.act, grant.rate);
      if (back <= 0) {
        return;
      }
      tokens = Math.min(burst, tokensAt(now) + back);
      last = latest(now, last);
      if (grant.act == lastEvent) {
        long previous = lastEvent - nanosOf(grant.tokens, grant.rate);
        if (previous - now >= 0) {
          lastEvent = previous;
        }
      }
    } finally {
      unlock();
    }
  }

  /** How long until a grant may be used. */
  long remaining(Grant grant, NanoClock clock) {
    lock();
    long remaining = Math.max(0, grant.act - clock.nanoTime());
    unlock();
    return remaining;
  }

  double tokens(NanoClock clock) {
    lock();
    // Not a start: a look from toString must not tie the bucket to a clock.
    double tokens = started ? tokensAt(clock.nanoTime()) : burst;
    unlock();
    return tokens;
  }

  double rate() {
    lock();
    double rate = this.rate;
    unlock();
    return rate;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // settings, under the lock
  void rate(double perSecond, NanoClock clock) {
    lock();
    settle(start(clock));
    rate = perSecond;
    settings++;
    unlock();
  }

  int burst() {
    lock();
    int burst = this.burst;
    unlock();
    return burst;
  }

  void burst(int burst, NanoClock clock) {
    lock();
    settle(start(clock));
    this.burst = burst;
    unlock();
  }

  /** Read without the lock, by whoever holds another. */
  int settings() {
    return settings;
  }

  // Lock held

  /**
   * An instant of the calendar on the clock. The two are tied together when first asked: a bucket
   * that nobody has looked at before is at the given instant.
   */
  long nanosLocked(Instant instant, NanoClock clock) {
    Instant anchor = this.anchor;
    if (anchor == null) {
      anchorNanos = clock.nanoTime();
      anchor = started ? calendar(clock, anchorNanos) : instant;
      this.anchor = anchor;
    }
    long nanos = TimeUnit.NANOSECONDS.convert(Duration.between(anchor, instant));
    return anchorNanos + Math.clamp(nanos, -MAX_DISTANCE, MAX_DISTANCE);
  }

  private static Instant calendar(NanoClock clock, long nanos) {
    Instant calendar = clock.calendar(nanos);
    return calendar == null ? Instant.now() : calendar;
  }

  private long start(NanoClock clock) {
    long now = clock.nanoTime();
    if (!started) {
      started = true;
      last = now;
      lastEvent = now;
    }
    return now;
  }

  private void settle(long now) {
    tokens = tokensAt(now);
    last = latest(now, last);
  }

  private static long latest(long a, long b) {
    return a - b > 0 ? a : b;
  }

  private double tokensAt(long now) {
    return rate == RateLimiter.UNLIMITED
        ? burst
        : Math.min(burst, tokens + inflow(latest(now, last) - last, rate));
  }

  private static double inflow(long nanos, double rate) {
    return rate == 0 ? 0 : nanos / 1e9 * rate;
  }

  private static long nanosOf(double tokens, double rate) {
    // Rounded up, so that a token that is waited for is there; the cast saturates.
    return rate == 0 ? NEVER : Math.min(NEVER, (long) Math.ceil(tokens / rate * 1e9));
  }
}
