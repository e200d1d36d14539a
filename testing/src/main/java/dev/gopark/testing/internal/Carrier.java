package dev.gopark.testing.internal;

import org.jspecify.annotations.Nullable;

/**
 * The platform thread on which everything of a simulation runs, one goroutine at a time. Whoever
 * asks where it runs asks for its carrier, so there may be several simulations at once.
 */
public final class Carrier extends Thread {
  /** What this thread simulates at the moment. Read and written by this thread only. */
  private @Nullable Simulated simulated;

  /**
   * Makes an unstarted carrier, a daemon.
   *
   * @param name its name
   * @param body what it runs
   */
  public Carrier(String name, Runnable body) {
    super(null, body, name);
    setDaemon(true);
  }

  /**
   * Begins or ends a simulation. Called by this thread.
   *
   * @param simulated what is simulated from now on, or null
   */
  public void simulate(@Nullable Simulated simulated) {
    this.simulated = simulated;
  }

  /**
   * The carrier below the caller.
   *
   * @return null outside any simulation
   */
  public static @Nullable Carrier current() {
    return JavaLang.currentCarrier() instanceof Carrier carrier ? carrier : null;
  }

  /**
   * What the caller is part of.
   *
   * @return null outside any simulation
   */
  public static @Nullable Simulated simulated() {
    return JavaLang.currentCarrier() instanceof Carrier carrier ? carrier.simulated : null;
  }
}
