package dev.gopark.channel;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import dev.gopark.internal.HeldLocks;
import dev.gopark.internal.StackReserve;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimeEngine;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import dev.gopark.timer.TimerService;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
   * Who rings drives timers, for all goroutines of a processor perhaps, and must not wait: not even for the lock,
   * whose holder may need that very thread to go on. It only tries; if somebody holds the lock, that one serves
   * the ring after the unlock.
   *
   *   Ringing side                              Whoever holds the lock
   *   R1 rings := true                          H1 unlock (release)
   *   R2 full fence                             H2 full fence
   *   R3 tryLock; if that fails, leave          H3 read rings; true: as R3
   *   R4 rings := false, serve, and as H1
   * Either R3 finds the lock free or H3 sees R1: a ring is served, at once or when the holder is through. The
   * holder pays for H2 at each unlock of a time channel; a select once for all of its.
   *
   * What can fail. The bell is made before a node is queued, the alarm is set before, and the value is made
   * before a receiver is claimed. If there is no memory for it, the alarm is set to a little later.
   *
   * Memory ordering
   *   field   written by         read by          mode              pairs with
   *   rings   R1, R4             H3               volatile, fences  H1 and R3, see above
   *   bell    prepareReceive     any              volatile CAS      itself: one bell
   *   due     owner of the lock  looksReceivable  plain             nothing: a hint
   * Everything else is guarded by the lock.
   *
   * Rejected: a one-slot buffer that the engine fills (Go until 1.22): stale values after stop and reset,
   * and every timer in a heap until it fires. A ring that sets the alarm to a little later when it cannot get the
   * lock: a clock that is moved by hand would have to be moved again, and each such ring costs a look more.
   *
   * Tests: TimeChannelTest, RingTest, FaultsTest; jcstress StopAgainstReceive, RingAgainstUnlock.
   * References: Go, runtime/time.go, "isChan", "maybeRunChan", "blockTimerChan".
   */
  static final long NOT_ARMED = EventSource.NONE;

  /** When the alarm rings again if a value could not be made. */
  private static final long RETRY_NANOS = 1_000_000;

  private static final VarHandle BELL =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "bell", VarHandle.class, TimeChannel.class, Bell.class);

  /**
   * The alarm and what it rings: empty while nobody waits, so that a dead entry retains no channel.
   */
  private static final class Bell implements Alarm.Target {
    final Alarm alarm;
    private volatile @Nullable TimeChannel channel;

    Bell(TimeEngine engine) {
      alarm = engine.alarm(this);
    }

    @Override
    public void ring(long due) {
      TimeChannel channel = this.channel;
      if (channel != null) {
        HeldLocks.beginRing();
        try {
          channel.ring();
        } finally {
          HeldLocks.endRing();
        }
      }
    }
  }

  private final TimeEngine engine;

  /** Null until somebody waits for the first time. */
  private volatile @Nullable Bell bell;

  /** Whether a ring is to be served. */
  private volatile boolean rings;

  /** Guarded by the lock. */
  private long due;

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
    Object found = looksReceivable() ? pollNow() : null;
    if (found == null) {
      found = pollOrEnqueue(new Waiter(WaitReason.CHAN_RECEIVE, this));
      if (found instanceof Waiter self) {
        await(self, Deadline.NEVER);
        found = self.item();
      }
    }
    return (Instant) found;
  }

  public Received<Instant> tryReceive() {
    return received(pollNow());
  }

  public Received<Instant> tryReceive(Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    Object found = pollNow();
    if (found == null && nanos > 0) {
      long deadline = Deadline.in(nanos);
      var waiter = new Waiter(WaitReason.CHAN_RECEIVE, this);
      waiter.prepareDeadline();
      found = pollOrEnqueue(waiter);
      if (found instanceof Waiter self) {
        found = await(self, deadline) ? self.item() : null;
      }
    }
    return received(found);
  }

  @Override
  @Nullable Object pollNow() {
    lock();
    try {
      return poll();
    } finally {
      release();
    }
  }

  /** Receives, or joins the waiting receivers: the value, or the waiter to wait with. */
  private Object pollOrEnqueue(Waiter self) {
    StackReserve.check();
    prepareReceive();
    lock();
    try {
      Object found = poll();
      if (found == null) {
        addReceiver(self);
        return self;
      }
      return found;
    } finally {
      release();
    }
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
  void prepareReceive() {
    if (bell == null) {
      BELL.compareAndSet(this, null, new Bell(engine));
    }
  }

  @Override
  void addReceiver(WaitNode node) {
    if (recvq.isEmpty()) {
      try {
        setAlarm();
      } catch (Throwable thrown) {
        stopAlarm();
        throw thrown;
      }
    }
    recvq.add(node);
  }

  @Override
  void remove(WaitNode node, boolean sender) {
    recvq.remove(node);
    if (recvq.isEmpty()) {
      stopAlarm();
    }
  }

  /** Gives the value that is due away. Lock held. */
  private Instant take(long now) {
    Instant value = engine.instant(due);
    moveOn(now);
    return value;
  }

  private void moveOn(long now) {
    long next = dueAfter(due, now);
    due = next == NOT_ARMED ? next : clean(next);
  }

  // Rings

  /** R1 to R3: the alarm has rung. Does not wait. */
  private void ring() {
    rings = true;
    VarHandle.fullFence();
    serveRings();
  }

  /** H2 and H3. To be called after each unlock, with no lock held. */
  final void lookForRing() {
    VarHandle.fullFence();
    if (rings) {
      try {
        serveRings();
      } catch (Throwable thrown) {
        // None of the caller's business. The alarm is set: it rings on a thread that can report.
      }
    }
  }

  /** R3 and R4, and H1 to H3 of that. */
  private void serveRings() {
    while (rings && tryLock()) {
      Waiter woken = null;
      try {
        rings = false;
        woken = claimDue();
        resetAlarm();
      } finally {
        unlock();
        VarHandle.fullFence();
        if (woken != null) {
          woken.wake();
        }
      }
    }
  }

  /** Serves the first receiver, if the time has come and somebody waits. Lock held. */
  private @Nullable Waiter claimDue() {
    if (due == NOT_ARMED || !recvq.hasLive()) {
      return null;
    }
    long now = engine.nanoTime();
    if (Deadline.isBefore(now, due)) {
      return null;
    }
    Instant value;
    try {
      value = engine.instant(due);
    } catch (Throwable thrown) {
      setAlarm(Deadline.after(now, RETRY_NANOS));
      throw thrown;
    }
    WaitNode receiver = recvq.claimFirst();
    if (receiver == null) {
      return null;
    }
    receiver.item(value);
    moveOn(now);
    return receiver.waiter();
  }

  /** Lock held. */
  private void resetAlarm() {
    if (recvq.isEmpty()) {
      stopAlarm();
    } else {
      setAlarm();
    }
  }

  /** Sets the alarm to due, if the channel is armed. Lock held. */
  private void setAlarm() {
    if (due != NOT_ARMED) {
      setAlarm(due);
    }
  }

  private void setAlarm(long deadline) {
    Bell bell = this.bell;
    assert bell != null : "a receiver that did not prepare";
    bell.channel = this;
    bell.alarm.set(deadline);
  }

  /** Lock held. */
  private void stopAlarm() {
    Bell bell = this.bell;
    if (bell != null && bell.channel != null) {
      bell.channel = null;
      bell.alarm.stop();
    }
  }

  // Stop and reset

  /** Whether it was armed. */
  final boolean disarm() {
    lock();
    try {
      boolean was = due != NOT_ARMED;
      due = NOT_ARMED;
      stopAlarm();
      return was;
    } finally {
      release();
    }
  }

  /** Whether it was armed before. */
  final boolean arm(long nanos) {
    lock();
    try {
      return armLocked(nanos);
    } finally {
      release();
    }
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
    Bell bell = this.bell;
    return bell != null && bell.alarm.isSet();
  }

  /** Throws if an invariant is broken; to be called when nothing else runs. For tests. */
  void checkInvariants() {
    lock();
    try {
      recvq.checkInvariants();
      Bell bell = this.bell;
      if (rings || (recvq.isEmpty() && bell != null && (isInHeap() || bell.channel != null))) {
        throw new AssertionError("nobody waits, and the alarm is set: " + this);
      }
    } finally {
      release();
    }
  }

  private static Received<Instant> received(@Nullable Object found) {
    return found == null ? empty() : new Received.Value<>((Instant) found);
  }
}
