package dev.gopark.internal;

import org.jspecify.annotations.Nullable;

/** What a scheduler that drives timers tells the timer module: whose loop the caller runs in. */
@FunctionalInterface
public interface TimerHost {
  /** The answer when no scheduler drives timers. */
  TimerHost NOBODY = () -> null;

  /**
   * The source of the processor that runs the current thread. Called once for each new timer, on
   * any thread; must be fast and must not wait. The answer need not stay true: a source takes
   * alarms from any thread.
   *
   * @return a source made by {@link SystemTime#newSource} and not given back; null if the current
   *     thread is not run by this host
   */
  @Nullable EventSource currentSource();

  /**
   * Makes a host the one that is asked. One a JVM: it answers for all schedulers of its kind.
   *
   * @param host the host
   */
  static void install(TimerHost host) {
    Installed.host = Installed.simulated(host);
  }

  /**
   * The host that is asked.
   *
   * @return {@link #NOBODY} until one is installed, unless a {@link Simulator} stands in front of
   *     it
   */
  static TimerHost get() {
    return Installed.host;
  }

  /** Where it is kept. */
  final class Installed {
    private static volatile TimerHost host = simulated(NOBODY);

    private Installed() {}

    private static TimerHost simulated(TimerHost host) {
      Simulator simulator = Simulator.get();
      return simulator == null ? host : simulator.timerHost(host);
    }
  }
}
