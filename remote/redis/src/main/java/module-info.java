/** Remote channels over Redis Streams. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({
  "requires-automatic",
  "requires-transitive-automatic"
}) // jedis declares no module
module gopark.remote.redis {
  requires transitive gopark.remote;
  requires redis.clients.jedis;
  requires static transitive org.jspecify;

  exports dev.gopark.remote.redis;
}
