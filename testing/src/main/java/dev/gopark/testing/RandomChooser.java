package dev.gopark.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Uniform among those that can run; sticky: at one point in so many, on average. */
final class RandomChooser extends Chooser {
  private final Rng rng;
  private final int sticky;

  RandomChooser(long seed, int sticky) {
    this.rng = new Rng(seed);
    this.sticky = sticky;
  }

  @Override
  @Nullable Routine atPoint(Routine running, List<Routine> ready) {
    if (sticky > 1 && rng.below(sticky) != 0) {
      return null;
    }
    int i = rng.below(ready.size() + 1);
    return i == ready.size() ? null : ready.get(i);
  }

  @Override
  Routine pick(@Nullable Routine last, List<Routine> ready) {
    return ready.get(rng.below(ready.size()));
  }
}
