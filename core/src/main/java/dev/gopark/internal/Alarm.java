package dev.gopark.internal;

/**
 * A deadline that can be set, moved and taken back by any thread: what every timer and every timed
 * wait is made of.
 *
 * <p>It rings at most once for each time it was set. Setting and stopping are O(1), take no lock
 * and never wait. Exactly one of "stopped" and "rings" comes true of each setting, also when both
 * race.
 */
public interface Alarm {
  /** Who is told when an alarm rings. */
  @FunctionalInterface
  interface Target {
    /**
     * The deadline has come. Called without a lock, on a thread that drives timers: must be short,
     * must not wait and not run user code.
     *
     * @param due the deadline that was set, which has passed
     */
    void ring(long due);
  }

  /**
   * Sets the alarm, or moves it if it is set.
   *
   * @param deadline an instant of the engine's clock, at most {@link Deadline#MAX_NANOS} ahead; one
   *     that has passed rings as soon as possible
   * @return whether it was set and had not rung: then it will not ring for that earlier setting
   */
  boolean set(long deadline);

  /**
   * Takes the alarm back.
   *
   * @return whether it was set and had not rung: then it will not ring
   */
  boolean stop();

  /**
   * Takes the alarm back for good and lets go of the target, which might otherwise be held by the
   * engine until the deadline. It must not be set again.
   *
   * @return whether it was set and had not rung
   */
  boolean discard();

  /**
   * Whether it is set and has not rung.
   *
   * @return an instantaneous answer
   */
  boolean isSet();
}
