package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimeEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that ends by itself when its time has come. */
final class DeadlineContext extends CancelNode implements Alarm.Target {
  /*
   * The alarm of the time engine rings on a thread that drives timers: it must not be held up, and must not wait
   * for a lock, since who holds it may be a goroutine in its own run queue. A node with nothing below it, the
   * usual case, is ended on the spot by locks that are only tried. Whatever is left, for a child, a lock that is
   * taken, or a foreign owner who is told by foreign code, is done by a goroutine.
   *
   * No ring is lost. If that goroutine cannot be started the alarm is set once more, to RETRY from now; the first
   * failure is thrown, to be reported.
   *
   * Protocol
   *   Start                                    Ring, no goroutine can be started
   *   S1 start the alarm; it may ring now      R1 missed := true
   *   S2 alarm := it                           R2 read alarm; if there is one, set it to later
   *   S3 read missed; if true, set it to later
   *   S4 read err; if ended, discard it        End: mark err, then read alarm and discard it
   * All volatile, or under the lock: either R2 sees S2 or S3 sees R1, and either S4 sees the mark or the end sees
   * S2. So no ended node leaves an alarm behind; one that is set once more after it was discarded rings nobody.
   *
   * What it needs to end is made at the start: a ring allocates nothing unless it needs a goroutine.
   *
   * Tests: DeadlineContextTest, DeadlineRingTest.
   */
  static final long RETRY = 1_000_000;

  final Instant deadline;

  /** How far ahead the deadline was when this was made. */
  final long nanos;

  private final TimeEngine engine;
  private final ContextException late;
  private volatile @Nullable Alarm alarm;
  private volatile boolean missed;

  private DeadlineContext(
      Context parent, TimeEngine engine, Instant deadline, long nanos, @Nullable Throwable cause) {
    super(parent);
    this.engine = engine;
    this.deadline = deadline;
    this.nanos = nanos;
    late = DeadlineExceededException.of(cause);
  }

  /** The engine of this JVM. */
  static TimeEngine engine() {
    return Objects.requireNonNull(SystemTime.get(), "gopark-timer is not there");
  }

  /** A context that ends after a time at the latest. */
  static CancelNode after(
      TimeEngine engine, Context parent, Duration d, @Nullable Throwable cause) {
    long nanos = Deadline.nanos(d);
    long deadline = Deadline.after(engine.nanoTime(), nanos);
    return make(engine, parent, engine.instant(deadline), nanos, deadline, cause);
  }

  /** A context that ends at an instant of the wall clock at the latest. */
  static CancelNode at(TimeEngine engine, Context parent, Instant at, @Nullable Throwable cause) {
    long now = engine.nanoTime();
    long nanos = Deadline.nanos(Duration.between(engine.instant(now), at));
    return make(engine, parent, at, nanos, Deadline.after(now, nanos), cause);
  }

  private static CancelNode make(
      TimeEngine engine,
      Context parent,
      Instant at,
      long nanos,
      long deadline,
      @Nullable Throwable cause) {
    Optional<Instant> earlier = parent.deadline();
    if (earlier.isPresent() && earlier.get().isBefore(at)) {
      return CancelNode.under(parent);
    }
    var node = new DeadlineContext(parent, engine, at, nanos, cause);
    node.attachOrEnd();
    if (nanos == 0) {
      node.expire();
    } else if (node.errAcquire() == null) {
      boolean started = false;
      try {
        node.start(deadline);
        started = true;
      } finally {
        if (!started) {
          node.detach();
        }
      }
    }
    return node;
  }

  private void start(long deadline) {
    Alarm alarm = engine.start(this, deadline);
    this.alarm = alarm;
    if (missed) {
      alarm.set(later());
    }
    if (errAcquire() != null) {
      alarm.discard();
    }
  }

  @Override
  public void ring(long due) {
    if (owner instanceof ForeignParent || !tryEndAlone(late, lateCause())) {
      handOver();
    }
  }

  /** Has a goroutine do it, which may wait. */
  private void handOver() {
    try {
      Go.go(this::expire);
    } catch (Throwable refused) {
      // No memory, no thread, or a scheduler that is closing: whoever drives then may have more
      // luck. It is reported once.
      boolean first = !missed;
      missed = true;
      Alarm alarm = this.alarm;
      if (alarm != null) {
        alarm.set(later());
      }
      if (first) {
        throw refused;
      }
    }
  }

  private void expire() {
    CancelWalk.cancel(this, late, lateCause());
  }

  private Throwable lateCause() {
    Throwable cause = late.getCause();
    return cause == null ? late : cause;
  }

  /** How long ago the deadline passed, in nanoseconds; negative if it has not. */
  long passed() {
    try {
      return Duration.between(deadline, engine.instant(engine.nanoTime())).toNanos();
    } catch (ArithmeticException beyond) {
      return -1;
    }
  }

  private long later() {
    return Deadline.after(engine.nanoTime(), RETRY);
  }

  @Override
  void settle() {
    super.settle();
    Alarm alarm = this.alarm;
    if (alarm != null) {
      alarm.discard();
    }
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.of(deadline);
  }

  @Override
  String kind() {
    Duration left = Duration.between(engine.instant(engine.nanoTime()), deadline);
    return ".WithDeadline(" + deadline + " [" + left + "])";
  }
}
