package dev.gopark.timer;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimeEngine;
import dev.gopark.internal.TimerHost;
import java.time.Instant;

/**
 * The engine on the machine's clock: a shard for each processor of a scheduler, a few daemons
 * elsewhere. Public for the service loader only; nothing in it is of use outside gopark.
 */
@SuppressWarnings("exports") // speaks to gopark's own modules, which see those types
public final class SystemEngine implements SystemTime, TaskEngine {
  private static final int MAX_DAEMONS = 4;

  private static final TimerThread[] DAEMONS = daemons();

  /** For the service loader, and for this package. */
  public SystemEngine() {}

  /** The engine that everybody uses. */
  static SystemEngine get() {
    return Holder.INSTANCE;
  }

  @Override
  public long nanoTime() {
    return NanoClock.SYSTEM.nanoTime();
  }

  @Override
  public Alarm alarm(Alarm.Target target) {
    return new QueuedAlarm(shard(), target);
  }

  @Override
  public Alarm start(Alarm.Target target, long deadline) {
    return QueuedAlarm.started(shard(), target, deadline);
  }

  @Override
  public Instant instant(long nanos) {
    return WallClock.at(nanos);
  }

  @Override
  public EventSource newSource(EventSource.Listener listener) {
    return new TimerShard(new TimerHeap(), listener);
  }

  @Override
  public void adopt(EventSource source) {
    daemon().adopt((TimerShard) source);
  }

  @Override
  public TimeEngine engineOf(Object timers) {
    return ((EngineTimers) timers).engine();
  }

  /** The shard of a new alarm: that of the caller's processor, or one of the daemons'. */
  private static TimerShard shard() {
    EventSource source = TimerHost.get().currentSource();
    return source == null ? daemon().shard() : (TimerShard) source;
  }

  private static TimerThread daemon() {
    return DAEMONS[(int) Thread.currentThread().threadId() & (DAEMONS.length - 1)];
  }

  /** The daemons, started or not. */
  static TimerThread[] all() {
    return DAEMONS.clone();
  }

  private static TimerThread[] daemons() {
    int processors = Runtime.getRuntime().availableProcessors();
    var daemons = new TimerThread[Math.min(MAX_DAEMONS, Integer.highestOneBit(processors))];
    for (int i = 0; i < daemons.length; i++) {
      daemons[i] = new TimerThread("gopark-timer-" + i, daemons);
    }
    return daemons;
  }

  /** The one instance: all state is static, so the service loader's is as good. */
  private static final class Holder {
    static final SystemEngine INSTANCE = new SystemEngine();
  }
}
