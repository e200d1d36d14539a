package dev.gopark.channel;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimeEngine;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import dev.gopark.timer.TimerService;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel to which the clock sends: it is ready when its time has come. */
abstract sealed class TimeChannel extends AbstractChannel<Instant>
    permits OneShotChannel, TickerChannel {
  /*
   * There is no buffer. The channel is ready iff it is armed and the clock has reached due; a receive reads
   * the clock, under the lock, and moves due on. So a stop or a reset leaves no value behind, by
   * construction, and its answer agrees with what can be received: both are the same word under one lock.
   *
   * Only when a goroutine waits is an alarm needed. Invariants, whenever the lock is free:
   *   1. a live receiver waits and the channel is armed  =>  the alarm is set to due, or is ringing;
   *   2. recvq is empty  =>  the alarm is not set, and the engine does not refer to this channel;
   *   3. a receiver that comes while live ones wait queues behind them, even if due has come: the alarm
   *      serves them in order.
   * By 2 a channel that nobody waits on is in no heap, and garbage when nobody refers to it. What an engine
   * may still hold for a while, the entry of an alarm that was stopped, refers to a Link that is empty.
   *
   * The alarm is set and stopped under the lock only. It may ring late, after a stop or a reset, so a ring
   * means nothing more than: look. The next look is then the duty of the alarm's next setting.
   *
   * A select polls under the locks of all its channels and then joins the queue under them (addReceiver),
   * so nobody can miss the moment in between: if due comes after the look, the alarm was set to it.
   *
   * Rejected: a one-slot buffer that the engine fills (Go until 1.22): stale values after stop and reset,
   * and every timer in a heap until it fires.
   *
   * Tests: TimeChannelTest, TimeChannelRaceTest; jcstress StopAgainstReceive.
   * References: Go, runtime/time.go, "isChan", "maybeRunChan", "blockTimerChan".
   */
  static final long NOT_ARMED = EventSource.NONE;

  /** What an alarm rings: empty while nobody waits, so that a dead entry retains no channel. */
  private static final class Link implements Alarm.Target {
    private volatile @Nullable TimeChannel channel;

    @Override
    public void ring(long due) {
      TimeChannel channel = this.channel;
      if (channel != null) {
        channel.rung();
      }
    }
  }

  private final TimeEngine engine;

  // Guarded by the lock.
  private long due;
  private @Nullable Alarm alarm;
  private @Nullable Link link;

  TimeChannel(TimeEngine engine, long nanos) {
    this.engine = engine;
    due = clean(Deadline.after(engine.nanoTime(), nanos));
  }

  static SystemTime systemTime() {
    SystemTime time = SystemTime.get();
    if (time == null) {
      throw new IllegalStateException(
          "gopark-timer provides no engine: is META-INF/services missing from a merged jar?");
    }
    return time;
  }

  static TimeEngine engineOf(TimerService timers) {
    Objects.requireNonNull(timers, "timers");
    return systemTime().engineOf(timers);
  }

  /**
   * What due becomes when the value of {@code due}, which has come by {@code now}, is given away.
   */
  abstract long dueAfter(long due, long now);

  // Receive

  @Override
  public @Nullable Instant receive() throws InterruptedException {
    Object found = pollOrEnqueue();
    if (found instanceof Waiter self) {
      finishReceive(self, self.await());
      found = self.item();
    }
    return (Instant) found;
  }

  public Received<Instant> tryReceive() {
    return received(pollNow());
  }

  public Received<Instant> tryReceive(Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      return tryReceive();
    }
    long deadline = Deadline.after(NanoClock.SYSTEM.nanoTime(), nanos);
    Object found = pollOrEnqueue();
    if (found instanceof Waiter self) {
      found = finishReceive(self, self.awaitUntil(deadline)) ? self.item() : null;
    }
    return received(found);
  }

  @Override
  @Nullable Object pollNow() {
    lock();
    try {
      return poll();
    } finally {
      unlock();
    }
  }

  /** Receives, or joins the waiting receivers: the value, or the {@link Waiter} to wait with. */
  private Object pollOrEnqueue() {
    lock();
    try {
      Object found = poll();
      if (found == null) {
        var self = new Waiter(WaitReason.CHAN_RECEIVE, this);
        addReceiver(self);
        return self;
      }
      return found;
    } finally {
      unlock();
    }
  }

  /** After the wait: whether it was ended by the clock. */
  private boolean finishReceive(Waiter self, Waiter.Outcome outcome) throws InterruptedException {
    if (outcome == Waiter.Outcome.WOKEN) {
      return true;
    }
    lock();
    removeReceiver(self);
    unlock();
    if (outcome == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while receiving from " + this);
    }
    return false;
  }

  /** Reads due without the lock: at worst a value of which one half is older than the other. */
  @Override
  boolean looksReceivable() {
    long due = this.due;
    return due != NOT_ARMED && !Deadline.isBefore(engine.nanoTime(), due);
  }

  // The steps under the lock, shared with select

  @Override
  @Nullable Object poll() {
    if (due == NOT_ARMED || recvq.hasLive()) {
      return null;
    }
    long now = engine.nanoTime();
    return Deadline.isBefore(now, due) ? null : take(now);
  }

  @Override
  @Nullable Waiter takeWoken() {
    return null;
  }

  @Override
  void addReceiver(WaitNode node) {
    boolean first = recvq.isEmpty();
    recvq.add(node);
    if (first) {
      setAlarm();
    }
  }

  @Override
  void removeReceiver(WaitNode node) {
    recvq.remove(node);
    if (recvq.isEmpty()) {
      stopAlarm();
    }
  }

  /** Gives the value that is due away. Lock held. */
  private Instant take(long now) {
    Instant value = engine.instant(due);
    long next = dueAfter(due, now);
    due = next == NOT_ARMED ? next : clean(next);
    return value;
  }

  // Alarm

  /** The alarm has rung: serves the first receiver, if the time has come and somebody waits. */
  private void rung() {
    Waiter woken = null;
    lock();
    try {
      if (due != NOT_ARMED) {
        long now = engine.nanoTime();
        if (!Deadline.isBefore(now, due)) {
          WaitNode receiver = recvq.claimFirst();
          if (receiver != null) {
            receiver.item(take(now));
            woken = receiver.waiter();
          }
        }
      }
      if (recvq.isEmpty()) {
        stopAlarm();
      } else {
        setAlarm();
      }
    } finally {
      unlock();
    }
    if (woken != null) {
      woken.wake();
    }
  }

  /** Sets the alarm to due, if the channel is armed. Lock held. */
  private void setAlarm() {
    if (due == NOT_ARMED) {
      return;
    }
    Link link = this.link;
    Alarm alarm = this.alarm;
    if (link == null || alarm == null) {
      link = new Link();
      this.link = link;
      alarm = engine.alarm(link);
      this.alarm = alarm;
    }
    link.channel = this;
    alarm.set(due);
  }

  /** Lock held. */
  private void stopAlarm() {
    Link link = this.link;
    Alarm alarm = this.alarm;
    if (link != null && alarm != null) {
      link.channel = null;
      alarm.stop();
    }
  }

  // Stop and reset

  /** Whether it was armed. */
  final boolean disarm() {
    lock();
    boolean was = due != NOT_ARMED;
    due = NOT_ARMED;
    stopAlarm();
    unlock();
    return was;
  }

  /** Whether it was armed before. */
  final boolean arm(long nanos) {
    lock();
    boolean was = armLocked(nanos);
    unlock();
    return was;
  }

  final boolean armLocked(long nanos) {
    boolean was = due != NOT_ARMED;
    due = clean(Deadline.after(engine.nanoTime(), nanos));
    if (!recvq.isEmpty()) {
      setAlarm();
    }
    return was;
  }

  /** Keeps instants clear of the value with a meaning of its own: a nanosecond later. */
  private static long clean(long instant) {
    return instant == NOT_ARMED ? instant + 1 : instant;
  }

  // Select cases

  public Case<@Nullable Instant> onReceive() {
    return new ReceiveCase<Instant, @Nullable Instant>(this, null);
  }

  public <R extends @Nullable Object> Case<R> onReceive(
      ReceiveBody<? super Instant, ? extends R> then) {
    return new ReceiveCase<Instant, R>(this, Objects.requireNonNull(then, "then"));
  }

  // State

  public int size() {
    return 0;
  }

  public int capacity() {
    return 0;
  }

  public boolean isDrained() {
    return false;
  }

  /** For prints; read without the lock. */
  final String state() {
    long due = this.due;
    long left = due - engine.nanoTime();
    return "#"
        + id()
        + (due == NOT_ARMED
            ? "[not armed"
            : left > 0 ? "[due in " + Duration.ofNanos(left) : "[due")
        + ", receivers waiting "
        + recvq.size()
        + "]";
  }

  /** Whether an alarm is set: the channel is in a heap. For tests. */
  boolean isInHeap() {
    lock();
    try {
      return alarm != null && alarm.isSet();
    } finally {
      unlock();
    }
  }

  /** Throws if an invariant is broken; to be called when nothing else runs. For tests. */
  void checkInvariants() {
    lock();
    try {
      recvq.checkInvariants();
      boolean set = alarm != null && alarm.isSet();
      boolean linked = link != null && link.channel != null;
      if (recvq.isEmpty() && (set || linked)) {
        throw new AssertionError("nobody waits, and the alarm is set: " + this);
      }
    } finally {
      unlock();
    }
  }

  private static Received<Instant> received(@Nullable Object found) {
    return found == null ? empty() : new Received.Value<>((Instant) found);
  }

  @SuppressWarnings("unchecked") // holds no value
  private static Received<Instant> empty() {
    return (Received<Instant>) Received.Empty.INSTANCE;
  }
}
