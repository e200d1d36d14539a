/** Timers, tickers and clocks. */
@org.jspecify.annotations.NullMarked
module gopark.timer {
  requires transitive gopark.core;
  requires static transitive org.jspecify;
}
