/**
 * The ground floor of gopark: starting goroutines, and what the other modules park and wake with.
 *
 * <p>{@code dev.gopark}, {@code dev.gopark.sync} and {@code dev.gopark.atomic} are for everyone.
 * {@code dev.gopark.internal} is for gopark's own modules only and may change in any release.
 */
@org.jspecify.annotations.NullMarked
module gopark.core {
  requires static transitive org.jspecify;

  exports dev.gopark;
  exports dev.gopark.atomic;
  exports dev.gopark.sync;
  exports dev.gopark.internal to
      gopark.timer,
      gopark.channel,
      gopark.context,
      gopark.sched,
      gopark.testing;

  uses dev.gopark.internal.Simulator;
  uses dev.gopark.internal.Spawner;
  uses dev.gopark.internal.SystemTime;
}
