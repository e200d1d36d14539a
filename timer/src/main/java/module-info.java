/** Timers, tickers and clocks. */
@org.jspecify.annotations.NullMarked
module gopark.timer {
  requires transitive gopark.core;
  requires static transitive org.jspecify;

  exports dev.gopark.timer;

  provides dev.gopark.internal.SystemTime with
      dev.gopark.timer.SystemEngine;
}
