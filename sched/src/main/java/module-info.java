/** The GMP scheduler: goroutines that share CPU time. */
@org.jspecify.annotations.NullMarked
module gopark.sched {
  requires transitive gopark.core;
  requires static transitive org.jspecify;
  requires static java.instrument; // for the agent only

  exports dev.gopark.sched;

  provides dev.gopark.internal.Spawner with
      dev.gopark.sched.GmpSpawner;
}
