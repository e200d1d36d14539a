/** A work-stealing scheduler that runs virtual threads as goroutines. */
@org.jspecify.annotations.NullMarked
module gopark.sched {
  requires transitive gopark.core;
  requires static transitive org.jspecify;
}
