package dev.gopark.examples;

import java.util.Locale;

/**
 * One run over a tree.
 *
 * @param how the name of the way it was done
 * @param summary what was found
 * @param nanos how long it took
 * @param complete whether it came to the end
 */
record DigestRun(String how, Summary summary, long nanos, boolean complete) {
  double megabytesPerSecond() {
    return summary.bytes() * 1e3 / Math.max(nanos, 1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d files, %,d bytes in %.3f s: %,.1f MB/s",
        summary.files(),
        summary.bytes(),
        nanos / 1e9,
        megabytesPerSecond());
  }
}
