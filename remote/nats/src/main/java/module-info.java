/** Remote channels over NATS JetStream. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // jnats declares no module
module gopark.remote.nats {
  requires transitive gopark.remote;
  requires io.nats.jnats;
  requires static transitive org.jspecify;

  exports dev.gopark.remote.nats;
}
