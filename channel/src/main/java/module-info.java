/** Channels and select with Go's semantics. */
@org.jspecify.annotations.NullMarked
module gopark.channel {
  requires transitive gopark.core;
  requires transitive gopark.timer;
  requires static transitive org.jspecify;

  exports dev.gopark.channel;
  exports dev.gopark.channel.internal to
      gopark.context;
}
