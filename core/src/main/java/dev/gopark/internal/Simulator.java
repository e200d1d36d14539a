package dev.gopark.internal;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Who stands in for the machine while a test simulates it: the one place at which a simulation
 * enters. It puts something of its own in front of each of the four things that make a run
 * unrepeatable.
 *
 * <p>Found with {@link ServiceLoader}, once. In production there is none, and everything below is
 * the machine itself, as a constant.
 */
public interface Simulator {
  /**
   * The clock that everybody reads: {@link NanoClock#SYSTEM}.
   *
   * @param machine the machine's, for threads outside any simulation
   * @return what to use in its place
   */
  NanoClock clock(NanoClock machine);

  /**
   * Where seeds come from: {@link Seeds#SYSTEM}.
   *
   * @param machine true randomness, for threads outside any simulation
   * @return what to use in its place
   */
  Seeds seeds(Seeds machine);

  /**
   * What starts goroutines.
   *
   * @param chosen the scheduler that was chosen, for threads outside any simulation
   * @return what to use in its place
   */
  Spawner spawner(Spawner chosen);

  /**
   * Who drives the timers that a thread makes.
   *
   * @param installed a scheduler's answer, for threads outside any simulation
   * @return what to use in its place
   */
  TimerHost timerHost(TimerHost installed);

  /**
   * The simulator of this JVM.
   *
   * @return null in production
   */
  static @Nullable Simulator get() {
    return Holder.INSTANCE;
  }

  /** Looks it up once, when first asked for. */
  final class Holder {
    static final @Nullable Simulator INSTANCE =
        ServiceLoader.load(Simulator.class, Simulator.class.getClassLoader())
            .findFirst()
            .orElse(null);

    private Holder() {}

    static NanoClock clock() {
      return INSTANCE == null ? System::nanoTime : INSTANCE.clock(System::nanoTime);
    }

    static Seeds seeds() {
      return INSTANCE == null ? Seeds.MACHINE : INSTANCE.seeds(Seeds.MACHINE);
    }
  }
}
