package dev.gopark.sched;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a machine's thread sleeps in the operating system: in a system call, on a lock of
 * the JVM or of a native library, in a wait that pins it.
 *
 * <p>Java calls a thread in a native method runnable, whatever it does there. Linux knows better,
 * and says it in {@code /proc/self/task/<tid>/stat}. Elsewhere only what Java knows is told. Not
 * for use by several threads.
 */
final class ThreadProbe {
  /*
   * One answer is one instant: page faults, safepoints and contended locks put a thread to sleep for
   * microseconds. Ask twice. A thread that the operating system does not let run, because others do, is not
   * asleep: it is told from one that is, which its processor time alone could not.
   *
   * Rejected: ThreadMXBean.getThreadCpuTime (needs java.management, and stands still for those that only wait for a
   * core: on a busy machine each hand-off would make the next more likely); /proc/.../schedstat (moves at clock
   * ticks only); /proc/.../syscall and wchan (faster, but missing in many containers). A file that stays open
   * for each machine (thousands may be blocked): one a probe, for as long as it is asked about the same one.
   */
  /** Process id, name (at most 64 bytes), state. */
  private static final int ENOUGH = 96;

  private final byte[] bytes = new byte[ENOUGH];
  private @Nullable Machine machine;
  private @Nullable RandomAccessFile stat;

  /**
   * The operating system's number of the current thread.
   *
   * @return 0 if it cannot be told
   */
  static int currentId() {
    try {
      return Integer.parseInt(
          Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
    } catch (IOException | RuntimeException | Error e) {
      return 0; // no such system, or no memory: the machine must go on
    }
  }

  /** Whether a machine's thread is asleep now; false if that cannot be told. */
  boolean isAsleep(Machine asked) {
    return switch (asked.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true; // pinned by a frame on the goroutine's stack
      default -> asked.osId() != 0 && sleepsInSystem(asked);
    };
  }

  private boolean sleepsInSystem(Machine asked) {
    try {
      RandomAccessFile stat = this.stat;
      if (stat == null || machine != asked) {
        close();
        stat = new RandomAccessFile("/proc/self/task/" + asked.osId() + "/stat", "r");
        this.stat = stat;
        machine = asked;
      }
      stat.seek(0);
      return isSleep(bytes, stat.read(bytes));
    } catch (IOException e) {
      close(); // the thread has ended, or there are too many open files
      return false;
    }
  }

  /** Whether a line of {@code stat} shows a thread that sleeps. */
  static boolean isSleep(byte[] line, int length) {
    // The name stands in parentheses and may contain some; behind it are a letter and numbers.
    for (int i = length - 3; i > 0; i--) {
      if (line[i] == ')') {
        return line[i + 2] == 'S' || line[i + 2] == 'D';
      }
    }
    return false;
  }

  /** Lets go of what was asked last. */
  void close() {
    RandomAccessFile stat = this.stat;
    this.stat = null;
    machine = null;
    if (stat != null) {
      try {
        stat.close();
      } catch (IOException e) {
        // Nothing was written.
      }
    }
  }
}
