package dev.gopark.timer;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.internal.Alarm;
import dev.gopark.internal.Deadline;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a {@link ManualClock}: a lock and a sorted queue, since tests want order and not
 * speed.
 */
final class ManualEngine implements TaskEngine {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition armed = lock.newCondition();
  private final PriorityQueue<ManualAlarm> alarms = new PriorityQueue<>(ManualAlarm::compare);

  /** Held by whoever moves the clock, while tasks run. */
  private final ReentrantLock moving = new ReentrantLock();

  private final Instant start;
  private final long origin;
  private volatile long now;
  private long sequence;

  /**
   * Tasks that the move in progress waits for: started by a ring, or, because a zero delay is due
   * at once, by such a task before it ended.
   */
  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

  /** The goroutines that the move in progress waits for: they cannot move the clock. */
  private final Set<Thread> awaited = ConcurrentHashMap.newKeySet();

  ManualEngine(Instant start, long origin) {
    this.start = start;
    this.origin = origin;
    this.now = origin;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Instant instant(long nanos) {
    return start.plusNanos(nanos - origin);
  }

  @Override
  public Alarm alarm(Alarm.Target target) {
    return new ManualAlarm(this, target);
  }

  @Override
  public Alarm start(Alarm.Target target, long deadline) {
    Alarm alarm = alarm(target);
    alarm.set(deadline);
    return alarm;
  }

  @Override
  public void run(Task task) {
    if (moving.isHeldByCurrentThread() || awaited.contains(Thread.currentThread())) {
      started.add(Go.go(() -> runAwaited(task)));
    } else {
      Go.go(task);
    }
  }

  private void runAwaited(Task task) throws Exception {
    Thread self = Thread.currentThread();
    awaited.add(self);
    try {
      task.run();
    } finally {
      awaited.remove(self);
    }
  }

  // Alarms

  boolean set(ManualAlarm alarm, long deadline) {
    lock.lock();
    try {
      boolean was = alarms.remove(alarm);
      alarm.deadline = deadline;
      alarm.sequence = sequence++;
      alarms.add(alarm);
      armed.signalAll();
      return was;
    } finally {
      lock.unlock();
    }
  }

  boolean stop(ManualAlarm alarm) {
    lock.lock();
    try {
      return alarms.remove(alarm);
    } finally {
      lock.unlock();
    }
  }

  boolean isSet(ManualAlarm alarm) {
    lock.lock();
    try {
      return alarms.contains(alarm);
    } finally {
      lock.unlock();
    }
  }

  // Moving

  void move(long nanos, boolean atOnce) throws InterruptedException {
    if (awaited.contains(Thread.currentThread())) {
      throw new IllegalStateException(
          "a task of this clock cannot move it: the move that started the task waits for its end");
    }
    moving.lockInterruptibly();
    try {
      long end = Deadline.after(now, nanos);
      if (atOnce) {
        now = end;
      }
      ManualAlarm alarm;
      while ((alarm = takeDue(end)) != null) {
        alarm.target().ring(alarm.deadline);
        joinStarted();
      }
      now = end;
    } finally {
      started.clear();
      moving.unlock();
    }
  }

  /** Takes the next alarm that is due by the end of the move, and moves the clock there. */
  private @Nullable ManualAlarm takeDue(long end) {
    lock.lock();
    try {
      ManualAlarm first = alarms.peek();
      if (first == null || Deadline.isBefore(end, first.deadline)) {
        return null;
      }
      alarms.remove();
      if (Deadline.isBefore(now, first.deadline)) {
        now = first.deadline;
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void joinStarted() throws InterruptedException {
    Thread thread;
    while ((thread = started.poll()) != null) {
      thread.join();
    }
  }

  // State

  int pending() {
    lock.lock();
    try {
      return alarms.size();
    } finally {
      lock.unlock();
    }
  }

  void awaitPending(int count) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (alarms.size() < count) {
        armed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
