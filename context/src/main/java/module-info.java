/** Cancellation, deadlines and values carried down a tree of calls. */
@org.jspecify.annotations.NullMarked
module gopark.context {
  requires transitive gopark.channel;
  requires static transitive org.jspecify;

  exports dev.gopark.context;
}
