/**
 * Channels whose other end is another process. Which server is between them is an engine's
 * business.
 */
@org.jspecify.annotations.NullMarked
module gopark.remote {
  requires transitive gopark.context;
  requires static transitive org.jspecify;

  exports dev.gopark.remote;
  exports dev.gopark.remote.spi;
}
