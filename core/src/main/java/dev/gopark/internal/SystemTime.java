package dev.gopark.internal;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The engine that goes by {@link System#nanoTime()}: what the timer module provides, and where it
 * meets a scheduler that wants to drive timers itself.
 */
public interface SystemTime extends TimeEngine {
  /*
   * The two modules do not see each other.
   *   timer provides  SystemTime (a service): makes alarms, makes sources, takes sources over
   *   sched provides  TimerHost (installed): names the source of the processor that the caller runs on
   *                   EventSource.Listener (one a source, or one for all): is told of earlier deadlines
   * An alarm lives in the source that the host names for the thread that first sets it; without one it
   * lives in a source that a daemon thread of the timer module drives.
   */

  /**
   * Makes an empty source, for a processor to drive.
   *
   * @param listener who drives it
   * @return a source in which the alarms live that are set while {@link TimerHost#currentSource()}
   *     gives it
   */
  EventSource newSource(EventSource.Listener listener);

  /**
   * Takes a source back: from now on a daemon thread drives it, and its listener is not called any
   * more, except by a thread that was about to. For a scheduler that ends; alarms in it ring all
   * the same.
   *
   * @param source what {@link #newSource} made
   */
  void adopt(EventSource source);

  /**
   * The engine of this JVM.
   *
   * @return null if the timer module is not there
   */
  static @Nullable SystemTime get() {
    return Holder.INSTANCE;
  }

  /** Looks it up once, when first asked for. */
  final class Holder {
    static final @Nullable SystemTime INSTANCE =
        ServiceLoader.load(SystemTime.class, SystemTime.class.getClassLoader())
            .findFirst()
            .orElse(null);

    private Holder() {}
  }
}
