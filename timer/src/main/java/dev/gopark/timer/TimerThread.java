package dev.gopark.timer;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.EventSource;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
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
   *
   * The start. Who arms and finds no thread starts one, which may fail; the thread that runs takes the field, by a
   * CAS, and looks at all deadlines after that. Two may be started, then the second one ends at once. So whoever
   * returns from earlier has seen a thread that runs, or has started one: nobody relies on the start of somebody
   * else, which may fail later. If it fails, a running daemon of the group stands in; without one the failure goes
   * to the one that arms (TimerShard says what becomes of the deadline).
   *
   * The loop never ends. Whatever is thrown into it, such as an OutOfMemoryError by a change of the list, is
   * reported once in a row and answered by a pause.
   *
   * Tests: TimerThreadTest, TimerThreadStartTest.
   */
  private static final long MIN_PAUSE = 1_000_000;
  private static final long MAX_PAUSE = 128_000_000;

  /** After so many fruitless looks at a shard whose lock is held it parks between two of them. */
  private static final int YIELDS = 8;

  private static final long HELD_UP = 50_000;

  private final String name;
  private final TimerThread[] group;
  private final ThreadFactory threads;
  private final TimerShard own;
  private final CopyOnWriteArrayList<EventSource> sources = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile long wakeUps;

  // Of the thread only.
  private int heldUp;
  private @Nullable EventSource dropped;

  TimerThread(String name) {
    this(name, new TimerThread[0]);
  }

  /**
   * Makes a daemon.
   *
   * @param group those that stand in for each other; may be filled later
   */
  TimerThread(String name, TimerThread[] group) {
    this(
        name,
        group,
        Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(name).factory());
  }

  TimerThread(String name, TimerThread[] group, ThreadFactory threads) {
    this.name = name;
    this.group = group;
    this.threads = threads;
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

  boolean isRunning() {
    return thread.get() != null;
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
      start(source, deadline);
    }
  }

  private void start(EventSource source, long deadline) {
    try {
      threads.newThread(this).start();
    } catch (Throwable thrown) {
      // OutOfMemoryError, "unable to create native thread": a limit of the container, most likely.
      for (TimerThread other : group) {
        if (other.isRunning()) {
          other.earlier(source, deadline);
          return;
        }
      }
      throw thrown;
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
  public void run() {
    if (!thread.compareAndSet(null, Thread.currentThread())) {
      return;
    }
    long pause = 0;
    while (true) {
      try {
        long next = fireAll();
        pause = 0;
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
      } catch (Throwable thrown) {
        if (pause == 0) {
          TimerShard.report(thrown);
        }
        pause = Math.clamp(pause << 1, MIN_PAUSE, MAX_PAUSE);
        LockSupport.parkNanos(this, pause);
      }
      // A flag that stays up would make every park return at once.
      Thread.interrupted();
    }
  }

  /** Fires whatever is due: the earliest deadline that is left. */
  private long fireAll() {
    long earliest = EventSource.NONE;
    if (dropped != null) {
      // The list could not be changed the last time.
      sources.addIfAbsent(dropped);
      dropped = null;
    }
    for (EventSource source : sources) {
      long next = source.nextDeadline();
      if (next != EventSource.NONE && !Deadline.isBefore(System.nanoTime(), next)) {
        if (source.fireDue(System.nanoTime()) == 0 && source.nextDeadline() == next) {
          heldUp();
        } else {
          heldUp = 0;
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

  /** The lock of a shard is held, by somebody who is not running if that lasts. */
  @SuppressWarnings("ThreadPriorityCheck") // that somebody needs a processor
  private void heldUp() {
    if (++heldUp <= YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(HELD_UP);
    }
  }

  private void drop(EventSource source) {
    if (source != own) {
      dropped = source;
      sources.remove(source);
      if (source.nextDeadline() != EventSource.NONE && sources.addIfAbsent(source)) {
        LockSupport.unpark(thread.get());
      }
      dropped = null;
    }
  }

  @Override
  public String toString() {
    return name + " " + sources;
  }
}
