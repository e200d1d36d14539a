package dev.gopark.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A strategy at work in one run: who runs next. Asked by the run only, on its carrier. */
abstract class Chooser {
  /** A goroutine has been made. */
  void created(Routine routine) {}

  /**
   * At a point of the running goroutine: whom to run now instead.
   *
   * @param running it could go on, and is not in the list
   * @param ready those that could run, longest first; never empty
   * @return null to go on
   */
  abstract @Nullable Routine atPoint(Routine running, List<Routine> ready);

  /**
   * Whom to run: the running one has parked, yielded or ended.
   *
   * @param last who ran last; null at the beginning
   * @param ready those that can run, longest first; never empty
   */
  abstract Routine pick(@Nullable Routine last, List<Routine> ready);

  /** The running goroutine has said that it waits for others: it spins or yields. */
  void yielded(Routine running) {}

  static Chooser of(Strategy strategy, long seed, int expectedPoints) {
    return switch (strategy.kind()) {
      case RANDOM -> new RandomChooser(seed, 1);
      case STICKY -> new RandomChooser(seed, strategy.number());
      case PCT -> new PctChooser(seed, strategy.number(), expectedPoints);
      case ROUND_ROBIN -> new RoundRobin();
      case EXHAUSTIVE, REPLAY -> throw new AssertionError(strategy + " has a state of its own");
    };
  }

  /** Whoever has been ready longest, when the running one cannot go on. */
  static final class RoundRobin extends Chooser {
    @Override
    @Nullable Routine atPoint(Routine running, List<Routine> ready) {
      return null;
    }

    @Override
    Routine pick(@Nullable Routine last, List<Routine> ready) {
      return ready.getFirst();
    }
  }
}
