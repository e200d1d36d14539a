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
   * The alarm of the time engine rings on a thread that drives timers and must not be held up, so a node
   * with something below it is cancelled by a goroutine; one without, the usual case, on the spot.
   *
   * The alarm may ring before the field holds it, and the node may be cancelled before. Both sides look under
   * the node's lock: start stores the alarm if the node is open, or discards it; settle comes after the mark
   * and finds what was stored. So no ended node leaves an alarm behind.
   */
  final Instant deadline;
  private final TimeEngine engine;
  private final ContextException late;
  private final Throwable lateCause;
  private @Nullable Alarm alarm;

  private DeadlineContext(
      Context parent, TimeEngine engine, Instant deadline, @Nullable Throwable cause) {
    super(parent);
    this.engine = engine;
    this.deadline = deadline;
    late = DeadlineExceededException.of(cause);
    lateCause = cause == null ? late : cause;
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
    var node = new DeadlineContext(parent, engine, at, cause);
    node.attachOrEnd();
    if (nanos == 0) {
      node.expire();
    } else if (node.errAcquire() == null) {
      node.start(deadline);
    }
    return node;
  }

  private void start(long deadline) {
    Alarm alarm = engine.start(this, deadline);
    lock();
    boolean open = errAcquire() == null;
    if (open) {
      this.alarm = alarm;
    }
    unlock();
    if (!open) {
      alarm.discard();
    }
  }

  @Override
  public void ring(long due) {
    // A foreign owner is told that its child leaves, which may be foreign code.
    if (firstChild() == null && !(owner instanceof ForeignParent)) {
      expire();
    } else {
      Go.go(this::expire);
    }
  }

  private void expire() {
    CancelWalk.cancel(this, late, lateCause);
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
