package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that drives a shard of its own and those it has adopted. It starts with the first
 * timer, and is parked until the next deadline.
 */
final class TimerThread implements EventSource.Listener, Runnable {
  /*
   * No wake-up is lost: the deadline is published before the unpark, and read after the last park; an unpark
   * that comes in between makes the next park return at once.
   *
   * An adopted shard leaves the list when it is empty and comes back when its deadline is lowered. The
   * thread removes it first and then looks once more; who lowers publishes first and then looks whether it
   * is in the list. So one of the two adds it.
   */
  private final String name;
  private final TimerShard own;
  private final CopyOnWriteArrayList<EventSource> sources = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile long wakeUps;

  TimerThread(String name) {
    this.name = name;
    own = new TimerShard(new TimerHeap(), this);
    sources.add(own);
  }

  TimerShard shard() {
    return own;
  }

  /** How often the thread has returned from a park. */
  long wakeUps() {
    return wakeUps;
  }

  void adopt(TimerShard shard) {
    shard.listener(this);
    // Nothing pending: whoever arms publishes the deadline first and then looks for the listener.
    long next = shard.nextDeadline();
    if (next != EventSource.NONE) {
      earlier(shard, next);
    }
  }

  @Override
  public void earlier(EventSource source, long deadline) {
    if (source != own) {
      sources.addIfAbsent(source);
    }
    Thread thread = this.thread.get();
    if (thread != null) {
      LockSupport.unpark(thread);
    } else {
      start();
    }
  }

  private void start() {
    Thread fresh =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(name)
            .unstarted(this);
    // An unpark before the start is lost, but the thread looks before it parks.
    if (thread.compareAndSet(null, fresh)) {
      fresh.start();
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
  public void run() {
    while (true) {
      long next = fireAll();
      if (next == EventSource.NONE) {
        LockSupport.park(this);
      } else {
        long nanos = Deadline.remaining(next, System.nanoTime());
        if (nanos <= 0) {
          continue;
        }
        LockSupport.parkNanos(this, nanos);
      }
      wakeUps++;
      // A flag that stays up would make every park return at once.
      Thread.interrupted();
    }
  }

  /** Fires whatever is due: the earliest deadline that is left. */
  @SuppressWarnings(
      "ThreadPriorityCheck") // the lock of a shard is held by somebody who is not running
  private long fireAll() {
    long earliest = EventSource.NONE;
    for (EventSource source : sources) {
      long next = source.nextDeadline();
      if (next != EventSource.NONE && !Deadline.isBefore(System.nanoTime(), next)) {
        if (source.fireDue(System.nanoTime()) == 0 && source.nextDeadline() == next) {
          Thread.yield();
        }
        next = source.nextDeadline();
      }
      if (next == EventSource.NONE) {
        drop(source);
      } else if (earliest == EventSource.NONE || Deadline.isBefore(next, earliest)) {
        earliest = next;
      }
    }
    return earliest;
  }

  private void drop(EventSource source) {
    if (source != own) {
      sources.remove(source);
      if (source.nextDeadline() != EventSource.NONE && sources.addIfAbsent(source)) {
        LockSupport.unpark(thread.get());
      }
    }
  }

  @Override
  public String toString() {
    return name + " " + sources;
  }
}
