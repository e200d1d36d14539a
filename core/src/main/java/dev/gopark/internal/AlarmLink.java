package dev.gopark.internal;

import org.jspecify.annotations.Nullable;

/**
 * Stands between an alarm and whom it rings. An engine may hold an alarm that was stopped until its
 * deadline; with the link empty it holds nothing else.
 */
public final class AlarmLink implements Alarm.Target {
  private volatile Alarm.@Nullable Target target;

  /** Makes an empty link. */
  public AlarmLink() {}

  /**
   * Ties the link, before the alarm is set, or empties it, after it was stopped.
   *
   * @param target whom to ring; null for nobody
   */
  public void to(Alarm.@Nullable Target target) {
    this.target = target;
  }

  /**
   * Whether there is nobody to ring.
   *
   * @return an instantaneous answer
   */
  public boolean isEmpty() {
    return target == null;
  }

  @Override
  public void ring(long due) {
    Alarm.Target target = this.target;
    if (target != null) {
      target.ring(due);
    }
  }
}
