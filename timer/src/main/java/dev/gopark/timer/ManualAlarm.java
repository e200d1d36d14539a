package dev.gopark.timer;

import dev.gopark.internal.Alarm;

/** An alarm of a {@link ManualEngine}, whose lock guards it. */
final class ManualAlarm implements Alarm {
  private final ManualEngine engine;
  private final Target target;

  /** When it rings, and its turn among those that ring then; fixed while it is queued. */
  long deadline;

  long sequence;

  ManualAlarm(ManualEngine engine, Target target) {
    this.engine = engine;
    this.target = target;
  }

  Target target() {
    return target;
  }

  @Override
  public boolean set(long deadline) {
    return engine.set(this, deadline);
  }

  @Override
  public boolean stop() {
    return engine.stop(this);
  }

  @Override
  public boolean discard() {
    return engine.stop(this);
  }

  @Override
  public boolean isSet() {
    return engine.isSet(this);
  }

  static int compare(ManualAlarm a, ManualAlarm b) {
    int byDeadline = Long.signum(a.deadline - b.deadline);
    return byDeadline != 0 ? byDeadline : Long.compare(a.sequence, b.sequence);
  }
}
