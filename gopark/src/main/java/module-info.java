/** All of gopark: the one module that a service requires. */
module gopark {
  requires transitive gopark.core;
  requires transitive gopark.timer;
  requires transitive gopark.channel;
  requires transitive gopark.context;
  requires transitive gopark.sched;
}
