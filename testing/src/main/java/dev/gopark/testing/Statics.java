package dev.gopark.testing;

import dev.gopark.Go;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.Seeds;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimerHost;

/** What gopark does once a JVM, done before the first simulation rather than inside it. */
final class Statics {
  /*
   * The choice of a scheduler tries one out, with real threads: inside a simulation it would wait for them
   * while nothing can move.
   */
  private static final Object DONE = initialised();

  private Statics() {}

  static void initialise() {
    if (DONE == null) {
      throw new AssertionError();
    }
  }

  private static Object initialised() {
    try {
      Class.forName("dev.gopark.Spawners", true, Go.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("another version of gopark-core", e);
    }
    SystemTime time = SystemTime.get();
    TimerHost.get();
    return new Object[] {time, NanoClock.SYSTEM, Seeds.SYSTEM};
  }
}
