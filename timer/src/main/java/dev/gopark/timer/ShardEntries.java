package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a shard: its queue, and the shard's side of the protocol in {@link QueuedAlarm}.
 * Guarded by the shard's lock.
 */
final class ShardEntries {
  /*
   * An alarm that is being looked at is held: its entry is INBOX, and it is in no inbox. Whatever throws on the
   * way, which only the queue does, leaves no alarm held: what has not got its place goes back to the inbox.
   *
   * Tests: TimerShardTest, TimerShardFailureTest; jcstress SetAgainstFire, SetAgainstForget, StopAgainstFire.
   */
  private final TimerQueue queue;
  private final TimerShard shard;
  private long takenDeadline;

  ShardEntries(TimerQueue queue, TimerShard shard) {
    this.queue = queue;
    this.shard = shard;
  }

  /**
   * Takes out an alarm that is due and makes it fired: it is the caller's to ring, for {@link
   * #takenDeadline()}. Null if nothing in the queue is due.
   */
  @Nullable QueuedAlarm takeDue(long now) {
    QueuedAlarm alarm;
    while ((alarm = queue.pollDue(now)) != null) {
      if (!alarm.casEntry(queue.polledKey(), QueuedAlarm.INBOX)) {
        // A stale entry: the alarm has another one, or its setter is pushing it.
        shard.deadLeft();
        continue;
      }
      long state = alarm.state();
      if (state == QueuedAlarm.UNSET || Deadline.isBefore(now, state)) {
        if (state == QueuedAlarm.UNSET) {
          shard.deadLeft();
        }
        placeAll(alarm);
        continue;
      }
      // Nowhere before it is fired: whoever sets it afterwards has to push it.
      alarm.entry(QueuedAlarm.NOWHERE);
      if (alarm.casFired(state)) {
        takenDeadline = state;
        return alarm;
      }
      // Lost to a stop or a set, which may have found the entry as it was.
      if (reclaim(alarm)) {
        placeAll(alarm);
      }
    }
    return null;
  }

  /** What the alarm that was taken last was set to. */
  long takenDeadline() {
    return takenDeadline;
  }

  /** Gives each alarm of a chain, held by the caller, the place that it asks for. */
  void placeAll(@Nullable QueuedAlarm first) {
    QueuedAlarm alarm = first;
    QueuedAlarm next = null;
    try {
      while (alarm != null) {
        next = alarm.next;
        // Before it is placed: afterwards its setter may push it.
        alarm.next = null;
        place(alarm);
        alarm = next;
      }
    } finally {
      if (alarm != null) {
        alarm.next = next;
        QueuedAlarm last = alarm;
        while (last.next != null) {
          last = last.next;
        }
        shard.pushChain(alarm, last);
      }
    }
  }

  /** If the queue throws the alarm is still held. */
  private void place(QueuedAlarm alarm) {
    do {
      long state = alarm.state();
      if (state == QueuedAlarm.UNSET) {
        if (forget(alarm)) {
          return;
        }
      } else {
        queue.add(state, alarm);
        alarm.entry(state);
        long again = alarm.state();
        if (again == QueuedAlarm.UNSET
            || !Deadline.isBefore(again, state)
            || !alarm.casEntry(state, QueuedAlarm.INBOX)) {
          return;
        }
      }
    } while (true);
  }

  /**
   * Lets go of an alarm held by the caller, unless it is set again: then the caller still holds it.
   */
  static boolean forget(QueuedAlarm alarm) {
    alarm.entry(QueuedAlarm.NOWHERE);
    return !reclaim(alarm);
  }

  /** Takes back an alarm that was let go and has been set meanwhile, unless its setter takes it. */
  private static boolean reclaim(QueuedAlarm alarm) {
    return alarm.state() != QueuedAlarm.UNSET
        && alarm.casEntry(QueuedAlarm.NOWHERE, QueuedAlarm.INBOX);
  }

  /** Drops what is dead. */
  void sweep() {
    queue.sweep(this::keep);
  }

  /**
   * Whether an entry stays in the queue. What is dead is forgotten; what is set again is pushed
   * anew.
   */
  private boolean keep(long key, QueuedAlarm alarm) {
    if (alarm.entry() == key && alarm.state() != QueuedAlarm.UNSET) {
      return true;
    }
    if (alarm.casEntry(key, QueuedAlarm.INBOX) && !forget(alarm)) {
      shard.pushChain(alarm, alarm);
    }
    return false;
  }

  /** When to look next. */
  long next() {
    return queue.next();
  }

  /** The number of entries, dead ones included. */
  int size() {
    return queue.size();
  }

  void checkInvariants() {
    queue.checkInvariants();
  }
}
