/** Deterministic simulation for tests: seeded schedules, virtual time, replay. */
@org.jspecify.annotations.NullMarked
module gopark.testing {
  requires transitive gopark.core;
  requires transitive gopark.context;
  requires transitive gopark.sched;
  requires static transitive org.jspecify;
  requires static java.instrument; // for the agent only

  exports dev.gopark.testing;

  provides dev.gopark.internal.Simulator with
      dev.gopark.testing.SimulatorService;
}
