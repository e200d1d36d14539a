package dev.gopark.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one processor has done: counted by its owner, read by anybody at any time. */
final class ProcessorCounters {
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int RAN = 0;
  private static final int READIED_NEXT = 1;
  private static final int READIED_LAST = 2;
  private static final int STARTED = 3;
  private static final int STOLEN = 4;
  private static final int SPILLED = 5;
  private static final int KINDS = 6;

  /**
   * Within an array of its own line: the first entries are padding against the header's neighbours.
   */
  private final long[] counts = new long[8 + KINDS + 8];

  void ran() {
    add(RAN, 1);
  }

  void readiedNext() {
    add(READIED_NEXT, 1);
  }

  void readiedLast() {
    add(READIED_LAST, 1);
  }

  void started() {
    add(STARTED, 1);
  }

  void stolen(int n) {
    add(STOLEN, n);
  }

  void spilled(int n) {
    add(SPILLED, n);
  }

  SchedulerStats.Counts snapshot() {
    return new SchedulerStats.Counts(
        get(RAN), get(READIED_NEXT), get(READIED_LAST), get(STARTED), get(STOLEN), get(SPILLED));
  }

  private void add(int kind, int n) {
    int index = 8 + kind;
    COUNTS.setOpaque(counts, index, (long) COUNTS.get(counts, index) + n);
  }

  private long get(int kind) {
    return (long) COUNTS.getOpaque(counts, 8 + kind);
  }
}
