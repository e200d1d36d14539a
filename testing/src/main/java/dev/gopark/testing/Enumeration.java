package dev.gopark.testing;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every schedule of a program, depth first: the path of the current run, and how to get to the next
 * one.
 */
final class Enumeration extends Chooser {
  /*
   * A run is a path of choices; choice i has options[i] ways to go, of which taken[i] is taken. Way 0 is to go
   * on, or to take whoever has been ready longest. The next run follows the path to its last choice that has
   * ways left, takes the next one there, and way 0 from then on. If no choice has ways left, that was all.
   *
   * With a bound on switches a point at which the bound is used up is no choice.
   */
  private final int bound;
  private int[] options = new int[64];
  private int[] taken = new int[64];
  private int length;
  private int depth;
  private int switches;

  /**
   * Makes the enumeration, at its first run.
   *
   * @param bound how many times a goroutine that could go on may be interrupted; negative: no bound
   */
  Enumeration(int bound) {
    this.bound = bound;
  }

  /** Goes on to the next run: false if there is none. */
  boolean next() {
    int last = Math.min(length, depth) - 1;
    while (last >= 0 && taken[last] + 1 >= options[last]) {
      last--;
    }
    if (last < 0) {
      return false;
    }
    taken[last]++;
    length = last + 1;
    restart();
    return true;
  }

  /** Back to the beginning of the same run. */
  void restart() {
    depth = 0;
    switches = 0;
  }

  @Override
  @Nullable Routine atPoint(Routine running, List<Routine> ready) {
    if (switches == bound) {
      return null;
    }
    int way = choose(ready.size() + 1);
    if (way == 0) {
      return null;
    }
    switches++;
    return ready.get(way - 1);
  }

  @Override
  Routine pick(@Nullable Routine last, List<Routine> ready) {
    return ready.size() == 1 ? ready.getFirst() : ready.get(choose(ready.size()));
  }

  private int choose(int ways) {
    if (depth == length) {
      if (length == options.length) {
        options = Arrays.copyOf(options, length * 2);
        taken = Arrays.copyOf(taken, length * 2);
      }
      options[length] = ways;
      taken[length] = 0;
      length++;
    }
    int way = taken[depth++];
    return Math.min(way, ways - 1); // differs only if the program is not repeatable
  }
}
