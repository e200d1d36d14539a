package dev.gopark.sched;

import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The text that shows every live goroutine, in the manner of Go's. */
final class Dump {
  private Dump() {}

  static String of(Kernel kernel) {
    long now = System.nanoTime();
    var groups = new LinkedHashMap<Key, List<Member>>();
    List<Member> all = members(kernel.registry.snapshot());
    Set<Scheduled> running = kernel.machines.running();
    for (Member member : all) {
      Thread thread = member.thread();
      if (thread.isAlive()) {
        String state = state(running, member.goroutine(), thread);
        Key key = new Key(state, List.of(thread.getStackTrace()));
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(member);
      }
    }
    var text = new StringBuilder();
    text.append(kernel).append('\n');
    groups.forEach((key, members) -> appendGroup(text, key, members, now));
    return text.toString();
  }

  /** Those that have a thread yet. One that ends forgets it: so each is asked once, then sorted. */
  static List<Member> members(Iterable<Scheduled> goroutines) {
    var members = new ArrayList<Member>();
    for (Scheduled goroutine : goroutines) {
      Thread thread = goroutine.thread();
      if (thread != null) {
        members.add(new Member(goroutine, thread));
      }
    }
    members.sort(Comparator.comparingLong(member -> member.thread().threadId()));
    return members;
  }

  private static void appendGroup(StringBuilder text, Key key, List<Member> members, long now) {
    text.append('\n');
    if (members.size() > 1) {
      text.append(members.size()).append(" goroutines with the stack of the first:\n");
    }
    Scheduled first = members.get(0).goroutine();
    for (Member member : members.subList(0, Math.min(members.size(), 10))) {
      Scheduled goroutine = member.goroutine();
      Thread thread = member.thread();
      text.append("goroutine ").append(thread.threadId());
      if (!thread.getName().isEmpty()) {
        text.append(" \"").append(thread.getName()).append('"');
      }
      text.append(" [").append(key.state());
      if (!key.state().startsWith("run") && goroutine.stoppedAt() != 0) {
        text.append(", ").append(age(now - goroutine.stoppedAt()));
      }
      text.append(']');
      Object blocker = LockSupport.getBlocker(thread);
      if (blocker != null) {
        text.append(" on ").append(blocker instanceof Waiter w ? w.toString() : name(blocker));
      }
      text.append(":\n");
    }
    if (members.size() > 10) {
      text.append("... and ").append(members.size() - 10).append(" more\n");
    }
    for (StackTraceElement frame : key.stack()) {
      text.append("    ").append(frame).append('\n');
    }
    appendCreation(text, first.creation);
  }

  private static void appendCreation(StringBuilder text, @Nullable Throwable creation) {
    if (creation != null) {
      text.append("created by\n");
      Arrays.stream(creation.getStackTrace())
          .filter(frame -> !frame.getClassName().startsWith("dev.gopark.sched."))
          .forEach(frame -> text.append("    ").append(frame).append('\n'));
    }
  }

  private static String state(Set<Scheduled> running, Scheduled goroutine, Thread thread) {
    if (LockSupport.getBlocker(thread) instanceof Waiter waiter) {
      return waiter.reason().toString();
    }
    return switch (thread.getState()) {
      case NEW, RUNNABLE -> running.contains(goroutine) ? "running" : "runnable";
      case BLOCKED -> "monitor";
      case WAITING -> "waiting";
      case TIMED_WAITING -> "timed waiting";
      case TERMINATED -> "ended";
    };
  }

  private static String name(Object blocker) {
    return blocker.getClass().getName()
        + "@"
        + Integer.toHexString(System.identityHashCode(blocker));
  }

  private static String age(long nanos) {
    Duration age = Duration.ofNanos(Math.max(nanos, 0));
    if (age.toMinutes() > 0) {
      return age.toMinutes() + " minutes";
    }
    return age.toSeconds() > 0 ? age.toSeconds() + " s" : age.toMillis() + " ms";
  }

  record Member(Scheduled goroutine, Thread thread) {}

  private record Key(String state, List<StackTraceElement> stack) {}
}
