package dev.gopark.testing;

import dev.gopark.internal.Waiter;
import dev.gopark.testing.internal.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run: always as one number, by which two runs are told apart, and as a list if
 * wanted.
 */
final class Trace {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int MAX_EVENTS = 100_000;

  /** Ids and identity hashes in texts: Channel#17, Mutex@1b2c. */
  private static final Pattern NUMBER = Pattern.compile("#\\d+|@[0-9a-f]{4,8}\\b");

  /**
   * One line.
   *
   * @param step when
   * @param nanos the virtual time
   * @param routine whose column
   * @param text what happened
   */
  record Event(int step, long nanos, String routine, String text) {}

  private final VirtualTime time;
  private final @Nullable List<Event> events;
  private final Map<String, String> numbers = new HashMap<>();
  private long hash = FNV_OFFSET;
  private int step;

  Trace(boolean wanted, VirtualTime time) {
    this.time = time;
    this.events = wanted ? new ArrayList<>() : null;
  }

  /** The number of this trace. */
  long hash() {
    return hash;
  }

  /** Empty if they were not wanted. */
  List<Event> events() {
    return events == null ? List.of() : events;
  }

  /** Thrown to the carrier when a text needs a lock that somebody holds. */
  static final class HeldUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HeldUp() {
      super(null, null, false, false);
    }
  }

  // What happens

  void started(@Nullable Routine by, Routine routine) {
    mix(1, routine.id);
    if (events != null) {
      add(routine, by == null ? "starts" : "starts, by " + by);
    }
  }

  void runs(Routine routine) {
    step++;
    mix(2, routine.id);
  }

  void at(Routine routine, int site) {
    step++;
    mix(routine.id, site);
  }

  /** A point of a goroutine was taken by another. */
  void switched(Routine from, int site, Routine to) {
    if (events != null) {
      add(from, "is interrupted at " + Sites.name(site) + " by " + to);
    }
  }

  void yielded(Routine routine) {
    if (events != null) {
      add(routine, "yields");
    }
  }

  void parked(Routine routine) {
    mix(3, routine.id);
    if (events != null && !routine.daemon) {
      add(routine, "waits: " + waitsFor(routine));
    }
  }

  void woke(@Nullable Routine by, Routine routine) {
    mix(4, routine.id);
    if (events != null && by != null) {
      add(by, "wakes " + routine);
    }
  }

  void ended(Routine routine) {
    mix(5, routine.id);
    if (events != null) {
      add(routine, "ends");
    }
  }

  void threw(Routine routine, Throwable thrown) {
    mix(6, routine.id);
    if (events != null) {
      add(routine, "throws " + thrown);
    }
  }

  void jumped() {
    mix(7, time.elapsed());
  }

  void fault(Routine routine, Fault fault, String text) {
    mix(8 + fault.number, routine.id);
    if (events != null) {
      add(routine, "fault: " + text);
    }
  }

  private void mix(int kind, long value) {
    hash = (hash ^ ((long) kind << 32 ^ value)) * FNV_PRIME;
    hash ^= hash >>> 29;
  }

  private void add(Routine routine, String text) {
    if (events != null && events.size() < MAX_EVENTS) {
      events.add(new Event(step, time.elapsed(), routine.name, renumbered(text)));
    }
  }

  // Texts that are the same in each run

  /** What a goroutine waits for, in the words of its blocker. */
  static String waitsFor(Routine routine) {
    Thread thread = routine.thread();
    Object blocker = thread == null ? null : LockSupport.getBlocker(thread);
    if (blocker == null) {
      return "something without a name";
    }
    try {
      return blocker.toString();
    } catch (HeldUp e) {
      return blocker instanceof Waiter waiter ? waiter.reason().toString() : "something";
    }
  }

  /** Ids of objects count the whole JVM's; in a trace they count from 1. */
  String renumbered(String text) {
    return NUMBER
        .matcher(text)
        .replaceAll(found -> {
          String seen = found.group();
          return numbers.computeIfAbsent(seen, n -> n.charAt(0) + "" + (numbers.size() + 1));
        });
  }
}
