package dev.gopark.timer;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.NanoClock;
import java.time.Instant;

/** The engine of one timing wheel, driven by one alarm of the system's engine. */
final class WheelEngine implements TaskEngine, EventSource.Listener, Alarm.Target {
  /*
   * The alarm is set to the next tick at which something is due, and to nothing when the wheel is empty: no
   * thread of its own, no tick without work, nothing to close.
   *
   * Two threads may lower the shard's deadline one after the other and come here in the opposite order.
   * Therefore each sets the alarm to what the shard says, and looks again afterwards.
   *
   * A deadline that has passed, after a burst, is taken for now: so whatever else is due on the system's shard
   * has its turn. If somebody holds the wheel's lock nothing was fired: the alarm is set to a moment later, and
   * not to the past, which would keep the system's shard busy for as long as that thread is not running.
   */
  private static final long HELD_UP = 100_000;

  private final TimerShard shard;
  private final Alarm driver;
  private final long resolution;
  private final long origin;

  WheelEngine(long resolution) {
    this.resolution = resolution;
    origin = NanoClock.SYSTEM.nanoTime();
    driver = SystemEngine.get().alarm(this);
    shard = new TimerShard(new TimingWheel(resolution, origin), this);
  }

  @Override
  public long nanoTime() {
    return NanoClock.SYSTEM.nanoTime();
  }

  @Override
  public Instant instant(long nanos) {
    return WallClock.at(nanos);
  }

  @Override
  public Alarm alarm(Alarm.Target target) {
    return new QueuedAlarm(shard, target);
  }

  @Override
  public Alarm start(Alarm.Target target, long deadline) {
    return QueuedAlarm.started(shard, target, deadline);
  }

  @Override
  public void earlier(EventSource source, long deadline) {
    drive();
  }

  @Override
  public void ring(long due) {
    long now = NanoClock.SYSTEM.nanoTime();
    if (shard.fireDue(now) == 0 && isDue(now)) {
      driver.set(now + HELD_UP);
    } else {
      drive();
    }
  }

  private boolean isDue(long now) {
    long next = shard.nextDeadline();
    return next != EventSource.NONE && !Deadline.isBefore(now, next);
  }

  private void drive() {
    long next;
    do {
      next = shard.nextDeadline();
      if (next == EventSource.NONE) {
        return;
      }
      long now = NanoClock.SYSTEM.nanoTime();
      driver.set(Deadline.isBefore(next, now) ? now : endOfTick(next));
    } while (Deadline.isBefore(shard.nextDeadline(), next));
  }

  /** Does not overflow: a deadline is at most 146 years ahead, and a tick at most a day. */
  long endOfTick(long instant) {
    return origin + Math.ceilDiv(instant - origin, resolution) * resolution;
  }

  /** For tests. */
  QueuedAlarm driver() {
    return (QueuedAlarm) driver;
  }

  /** For tests. */
  TimerShard shard() {
    return shard;
  }
}
