package dev.gopark.channel;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.TimeEngine;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** An engine whose clock and alarms a test moves, and each of whose answers can be an error. */
final class FakeEngine implements TimeEngine {
  private final AtomicLong now = new AtomicLong();
  volatile Error onAlarm;
  volatile Error onSet;
  volatile Error onInstant;
  final List<FakeAlarm> alarms = new CopyOnWriteArrayList<>();

  /** Rings whatever is due, on the calling thread. */
  void advance(long nanos) {
    now.addAndGet(nanos);
    for (FakeAlarm alarm : alarms) {
      if (alarm.set && alarm.deadline <= now.get()) {
        alarm.set = false;
        alarm.target.ring(alarm.deadline);
      }
    }
  }

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public Alarm alarm(Alarm.Target target) {
    throwIfAsked(onAlarm);
    var alarm = new FakeAlarm(target);
    alarms.add(alarm);
    return alarm;
  }

  @Override
  public Alarm start(Alarm.Target target, long deadline) {
    Alarm alarm = alarm(target);
    alarm.set(deadline);
    return alarm;
  }

  @Override
  public Instant instant(long nanos) {
    throwIfAsked(onInstant);
    return Instant.ofEpochSecond(0, nanos);
  }

  private static void throwIfAsked(Error error) {
    if (error != null) {
      throw error;
    }
  }

  final class FakeAlarm implements Alarm {
    private final Target target;
    volatile boolean set;
    volatile long deadline;

    FakeAlarm(Target target) {
      this.target = target;
    }

    @Override
    public boolean set(long deadline) {
      throwIfAsked(onSet);
      boolean was = set;
      this.deadline = deadline;
      set = true;
      return was;
    }

    @Override
    public boolean stop() {
      boolean was = set;
      set = false;
      return was;
    }

    @Override
    public boolean discard() {
      return stop();
    }

    @Override
    public boolean isSet() {
      return set;
    }
  }
}
