package dev.gopark.context;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.HeldLocks;
import dev.gopark.internal.TimeEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves when told, and rings in the thread that moves it. */
final class FakeEngine implements TimeEngine {
  static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

  private final List<FakeAlarm> alarms = new ArrayList<>();
  private long now;
  private boolean impatient;

  /** Alarms ring before the call that starts them returns. */
  FakeEngine impatient() {
    impatient = true;
    return this;
  }

  synchronized int set() {
    return alarms.size();
  }

  void advance(long nanos) {
    List<FakeAlarm> due;
    synchronized (this) {
      now += nanos;
      due = alarms.stream().filter(a -> a.deadline - now <= 0).toList();
      alarms.removeAll(due);
    }
    for (FakeAlarm alarm : due) {
      // Whoever waits for a lock in there fails.
      HeldLocks.beginRing();
      try {
        alarm.target.ring(alarm.deadline);
      } finally {
        HeldLocks.endRing();
      }
    }
  }

  @Override
  public Alarm alarm(Alarm.Target target) {
    return new FakeAlarm(target);
  }

  @Override
  public Alarm start(Alarm.Target target, long deadline) {
    Alarm alarm = alarm(target);
    alarm.set(deadline);
    if (impatient) {
      advance(deadline - nanoTime());
    }
    return alarm;
  }

  @Override
  public Instant instant(long nanos) {
    return EPOCH.plusNanos(nanos);
  }

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  private final class FakeAlarm implements Alarm {
    private final Target target;
    private long deadline;

    FakeAlarm(Target target) {
      this.target = target;
    }

    @Override
    public boolean set(long deadline) {
      synchronized (FakeEngine.this) {
        boolean was = isSet();
        this.deadline = deadline;
        if (!was) {
          alarms.add(this);
        }
        return was;
      }
    }

    @Override
    public boolean stop() {
      synchronized (FakeEngine.this) {
        return alarms.remove(this);
      }
    }

    @Override
    public boolean discard() {
      return stop();
    }

    @Override
    public boolean isSet() {
      synchronized (FakeEngine.this) {
        return alarms.contains(this);
      }
    }
  }
}
