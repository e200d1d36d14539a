package dev.gopark.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Random priorities with few changes (Burckhardt and others, 2010). */
final class PctChooser extends Chooser {
  /*
   * The goroutine of the greatest priority runs, always. At each of depth - 1 points, drawn from the expected
   * length of the run, the running one's priority drops below all that were drawn at the start.
   *
   * Beyond the paper: who yields drops to the bottom, because it says that it waits for the others; who runs
   * FAIR points in a row does too, since it may be waiting without saying so. A bounded spin is no yield: if
   * it cost the priority, a goroutine that meets a lock would lose its turn at a place that no seed chose.
   */
  private static final int FAIR = 5_000;

  private final Rng rng;
  private final int[] changes;
  private int step;
  private int since;
  private @Nullable Routine last;
  private long lowest;

  PctChooser(long seed, int depth, int expectedPoints) {
    rng = new Rng(seed);
    changes = new int[depth - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = 1 + rng.below(Math.max(1, expectedPoints));
    }
  }

  @Override
  void created(Routine routine) {
    routine.priority = (rng.next() >>> 2) + changes.length + 1;
  }

  @Override
  @Nullable Routine atPoint(Routine running, List<Routine> ready) {
    count(running);
    Routine best = best(ready);
    return best.priority > running.priority ? best : null;
  }

  @Override
  Routine pick(@Nullable Routine last, List<Routine> ready) {
    Routine best = best(ready);
    count(best);
    return best(ready);
  }

  @Override
  void yielded(Routine running) {
    running.priority = --lowest;
  }

  private void count(Routine running) {
    step++;
    if (running != last) {
      last = running;
      since = step;
    } else if (step - since > FAIR) {
      since = step;
      running.priority = --lowest;
    }
    for (int i = 0; i < changes.length; i++) {
      if (changes[i] == step) {
        running.priority = i + 1L;
      }
    }
  }

  private static Routine best(List<Routine> ready) {
    Routine best = ready.getFirst();
    for (int i = 1; i < ready.size(); i++) {
      Routine other = ready.get(i);
      if (other.priority > best.priority) {
        best = other;
      }
    }
    return best;
  }
}
