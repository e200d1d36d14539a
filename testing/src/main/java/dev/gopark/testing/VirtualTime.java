package dev.gopark.testing;

import dev.gopark.internal.EventSource;
import dev.gopark.internal.SystemTime;
import java.time.Instant;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The time of one run: stands still while anybody can run, then jumps to whatever is due next.
 *
 * <p>What gopark's own timers wait for is in a shard of the timer module, like that of a processor;
 * the timed parks of woven code are kept here.
 */
final class VirtualTime {
  /** Not zero, so that a forgotten "now" shows. */
  private static final long ORIGIN = 1_000_000_000L;

  private final Instant start;
  private final @Nullable EventSource source;
  private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>();
  private long now = ORIGIN;
  private long sequence;

  /** Something to do at an instant; those of the same instant in the order of their making. */
  record Sleeper(long at, long order, Runnable wake) implements Comparable<Sleeper> {
    @Override
    public int compareTo(Sleeper other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  VirtualTime(Instant start) {
    this.start = start;
    SystemTime engine = SystemTime.get();
    // Nobody need be told of earlier deadlines: the run asks when it has nothing else to do.
    this.source = engine == null ? null : engine.newSource((shard, deadline) -> {});
  }

  long now() {
    return now;
  }

  /** Nanoseconds since the run began. */
  long elapsed() {
    return now - ORIGIN;
  }

  Instant calendar(long nanos) {
    return start.plusNanos(nanos - ORIGIN);
  }

  /** Where the alarms live that this run's goroutines make. */
  @Nullable EventSource source() {
    return source;
  }

  Sleeper add(long nanos, Runnable wake) {
    var sleeper = new Sleeper(now + nanos, sequence++, wake);
    sleepers.add(sleeper);
    return sleeper;
  }

  void remove(Sleeper sleeper) {
    sleepers.remove(sleeper);
  }

  /** The next instant at which something is due; {@link EventSource#NONE} if nothing ever is. */
  long next() {
    long next = source == null ? EventSource.NONE : source.nextDeadline();
    Sleeper first = sleepers.peek();
    return first != null && first.at < next ? first.at : next;
  }

  /** Moves to the next instant at which something is due: false if there is none. */
  boolean jump() {
    long next = next();
    if (next == EventSource.NONE) {
      return false;
    }
    now = Math.max(now, next);
    return true;
  }

  /** Goes forward by so much, over whatever is due meanwhile. */
  void skip(long nanos) {
    now += nanos;
  }

  /** Does what is due. Runs on a goroutine of its own, and may be interrupted by others. */
  void fire() {
    Sleeper first;
    while ((first = sleepers.peek()) != null && first.at <= now) {
      sleepers.poll();
      first.wake.run();
    }
    if (source != null) {
      long next = source.nextDeadline();
      if (next != EventSource.NONE && next <= now) {
        source.fireDue(now);
      }
    }
  }
}
