package dev.gopark.testing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a schedule: where it departs from the plainest one, in which each goroutine runs until
 * it cannot go on and then whoever has been ready longest.
 */
final class Decisions {
  /*
   * A decision is made at the n-th point of one goroutine, so leaving one out leaves the others where they
   * were, as far as the program allows: that is what makes schedules shorter. It says which goroutine is to
   * run, or which fault is to happen.
   *
   * Packed: goroutine (14 bits), its point (32 bits), what (18 bits: a goroutine, or -1 - fault).
   */
  private static final int WHAT_BITS = 18;
  private static final int POINT_BITS = 32;
  private static final int RADIX = 36;

  private long[] packed = new long[16];
  private int size;

  Decisions() {}

  void add(int routine, int point, int what) {
    if (size == packed.length) {
      packed = Arrays.copyOf(packed, size * 2);
    }
    packed[size++] = pack(routine, point, what);
  }

  int size() {
    return size;
  }

  /** A copy without those from one index to before another. */
  Decisions without(int from, int to) {
    var shorter = new Decisions();
    shorter.packed = new long[Math.max(16, size - (to - from))];
    System.arraycopy(packed, 0, shorter.packed, 0, from);
    System.arraycopy(packed, to, shorter.packed, from, size - to);
    shorter.size = size - (to - from);
    return shorter;
  }

  private static long pack(int routine, int point, int what) {
    return ((long) routine << (POINT_BITS + WHAT_BITS))
        | ((point & 0xffff_ffffL) << WHAT_BITS)
        | (what & ((1L << WHAT_BITS) - 1));
  }

  private static int what(long packed) {
    return (int) (packed << (64 - WHAT_BITS) >> (64 - WHAT_BITS));
  }

  /** For a replay string. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        text.append('~');
      }
      long p = packed[i];
      text.append(Long.toString(p >>> (POINT_BITS + WHAT_BITS), RADIX))
          .append('_')
          .append(Long.toString(p >>> WHAT_BITS & 0xffff_ffffL, RADIX))
          .append('_')
          .append(Integer.toString(what(p), RADIX));
    }
    return text.toString();
  }

  static Decisions parse(String text) {
    var decisions = new Decisions();
    if (!text.isEmpty()) {
      for (String one : text.split("~", -1)) {
        String[] parts = one.split("_", -1);
        if (parts.length != 3) {
          throw new NumberFormatException(one);
        }
        decisions.add(
            Integer.parseInt(parts[0], RADIX),
            Integer.parseInt(parts[1], RADIX),
            Integer.parseInt(parts[2], RADIX));
      }
    }
    return decisions;
  }

  /**
   * Follows the decisions; where none was made, or what was decided cannot be, the plainest way.
   */
  Replay replay() {
    return new Replay();
  }

  final class Replay extends Chooser {
    private final Map<Long, Integer> goals = new HashMap<>();

    private Replay() {
      for (int i = 0; i < size; i++) {
        goals.put(packed[i] >> WHAT_BITS, what(packed[i]));
      }
    }

    /** Whom the decision at a point names; null if there is none or it cannot be. */
    private @Nullable Routine goal(Routine at, List<Routine> ready) {
      Integer goal = goals.get(pack(at.id, at.points, 0) >> WHAT_BITS);
      if (goal != null) {
        for (Routine routine : ready) {
          if (routine.id == goal) {
            return routine;
          }
        }
      }
      return null;
    }

    @Override
    @Nullable Routine atPoint(Routine running, List<Routine> ready) {
      return goal(running, ready);
    }

    @Override
    Routine pick(@Nullable Routine last, List<Routine> ready) {
      Routine goal = last == null ? null : goal(last, ready);
      return goal == null ? ready.getFirst() : goal;
    }

    /** Whether a fault was decided on at the current point of a goroutine: its number, or -1. */
    int fault(Routine at) {
      Integer goal = goals.get(pack(at.id, at.points, 0) >> WHAT_BITS);
      return goal == null || goal >= 0 ? -1 : -1 - goal;
    }
  }
}
