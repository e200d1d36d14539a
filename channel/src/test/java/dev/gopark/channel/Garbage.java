package dev.gopark.channel;

import static dev.gopark.channel.Goroutines.until;

import java.lang.ref.WeakReference;

/** Asks the collector whether something is kept. */
final class Garbage {
  private Garbage() {}

  /** Fails if the object stays strongly reachable. */
  static void awaitCollected(String what, WeakReference<?> reference) {
    until(
        () -> {
          if (reference.get() == null) {
            return true;
          }
          System.gc();
          return false;
        },
        () -> what + " is still reachable");
  }
}
