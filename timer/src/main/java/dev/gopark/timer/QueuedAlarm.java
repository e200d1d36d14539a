package dev.gopark.timer;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An alarm of a {@link TimerShard}: the word that says whether it is set, and where its entry is.
 */
final class QueuedAlarm implements Alarm {
  /*
   * Two words.
   *
   *   state  the deadline while it is set, UNSET otherwise. One atomic exchange sets, moves or stops it, one
   *          CAS from the deadline to UNSET fires it: so of each setting exactly one of "stopped" and
   *          "rings" comes true. It needs no generation: an alarm that was stopped and set again to the same
   *          instant is due at that instant, whichever of the two settings the firing thread had seen.
   *
   *   entry  where the shard will look at it: NOWHERE, INBOX, or the key of its entry in the queue. Entries
   *          with any other key are stale.
   *
   *                       set: CAS, then push                    shard, under its lock
   *            NOWHERE ------------------------> INBOX --------------------------------> key
   *               ^                               |  ^        set to something earlier:   |
   *               |       shard: found unset      |  +------------ CAS, then push --------+
   *               +-------------------------------+---------------------------------------+
   *                                                     shard: found unset, or fires it
   *
   * Protocol (each step a volatile access or a CAS, so all are in one order)
   *   Setting side                               Shard, lock held
   *   S1 state := deadline (exchange)            H1 read state
   *   S2 read entry: INBOX, or a key that is     H2 entry := NOWHERE or a key, as state says
   *      not later: the shard will look in       H3 read state again: set, and entry is NOWHERE or later?
   *      time, see S4                                 then CAS entry -> INBOX, and from H1; if that fails
   *   S3 else CAS entry -> INBOX and push;              the setting side pushes
   *      if that fails, from S2
   *   S4 unless entry was a key: lower the shard's deadline to what state says now
   * Either S2 sees H2, or H3 sees S1: an alarm that is set never stays without an entry that is early enough.
   * S4 reads the state once more because between S3's CAS and its push another thread may have moved the
   * alarm to an earlier time, seen INBOX, and lowered the deadline when the shard could not yet find it.
   *
   * When the shard finds nobody to drive it, S4 throws: the setting side then takes its own deadline back, with a
   * CAS, and throws. What it has pushed is dead.
   *
   * A second entry with the same key can only make the shard look once more. next is owned by whoever brought
   * entry to INBOX until the push, then by whoever takes the chain, until it changes entry.
   *
   * Tests: jcstress StopAgainstFire, SetAgainstFire; TimerShardTest, TimerShardFailureTest, TimerStormTest.
   */
  static final long UNSET = EventSource.NONE;
  static final long NOWHERE = EventSource.NONE;
  static final long INBOX = Long.MIN_VALUE;

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, QueuedAlarm.class, long.class);
  private static final VarHandle ENTRY =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "entry", VarHandle.class, QueuedAlarm.class, long.class);

  private final TimerShard shard;
  private volatile long state;
  private volatile long entry;
  private @Nullable Target target;

  /** The next one of the chain in the inbox. */
  @Nullable QueuedAlarm next;

  /** Makes an alarm that is not set. */
  QueuedAlarm(TimerShard shard, Target target) {
    this(shard, target, UNSET, NOWHERE);
  }

  private QueuedAlarm(TimerShard shard, Target target, long state, long entry) {
    this.shard = shard;
    this.target = target;
    // The push, or whatever else publishes this object, publishes them.
    STATE.set(this, state);
    ENTRY.set(this, entry);
  }

  /** Makes an alarm that is set. */
  static QueuedAlarm started(TimerShard shard, Target target, long deadline) {
    long state = clean(deadline);
    var alarm = new QueuedAlarm(shard, target, state, INBOX);
    boolean heard = false;
    try {
      shard.push(alarm, state);
      heard = true;
    } finally {
      if (!heard) {
        alarm.casFired(state);
      }
    }
    return alarm;
  }

  @Override
  public boolean set(long deadline) {
    long state = clean(deadline);
    long old = exchangeState(state);
    boolean heard = false;
    try {
      enter(state);
      heard = true;
    } finally {
      if (!heard) {
        casFired(state);
      }
    }
    return old != UNSET;
  }

  /** Steps S2 to S4. */
  private void enter(long state) {
    for (; ; ) {
      long entry = this.entry;
      if (entry == INBOX) {
        shard.lower(state);
        break;
      }
      if (entry != NOWHERE && !Deadline.isBefore(state, entry)) {
        break;
      }
      if (casEntry(entry, INBOX)) {
        if (entry != NOWHERE) {
          shard.noteDead();
        }
        shard.push(this, state);
        break;
      }
    }
  }

  @Override
  public boolean stop() {
    // A plain look first: stopping twice, or after it has rung, is common and then costs no
    // exchange.
    if (state == UNSET || exchangeState(UNSET) == UNSET) {
      return false;
    }
    shard.noteDead();
    return true;
  }

  @Override
  public boolean discard() {
    boolean stopped = stop();
    target = null;
    return stopped;
  }

  @Override
  public boolean isSet() {
    return state != UNSET;
  }

  // For the shard

  long state() {
    return state;
  }

  long entry() {
    return entry;
  }

  /** Lock held. */
  void entry(long entry) {
    this.entry = entry;
  }

  boolean casEntry(long expected, long value) {
    return ENTRY.compareAndSet(this, expected, value);
  }

  /** Fires: whether it was still set to this deadline, which it no longer is. */
  boolean casFired(long deadline) {
    return STATE.compareAndSet(this, deadline, UNSET);
  }

  /** After {@link #casFired}, without a lock. */
  void ring(long due) {
    Target target = this.target;
    if (target != null) {
      target.ring(due);
    }
  }

  @Override
  public String toString() {
    long state = this.state;
    Target target = this.target;
    return "Alarm["
        + (state == UNSET ? "not set" : "set to " + state)
        + (target == null ? "" : ", for " + target)
        + "]";
  }

  /**
   * Keeps instants clear of the values with a meaning of their own: a nanosecond later, never
   * earlier.
   */
  private static long clean(long deadline) {
    return deadline == UNSET ? INBOX + 1 : deadline == INBOX ? deadline + 1 : deadline;
  }

  private long exchangeState(long state) {
    return (long) STATE.getAndSet(this, state);
  }
}
