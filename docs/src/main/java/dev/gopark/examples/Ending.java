package dev.gopark.examples;

/** How a run of the pipeline ends. */
enum Ending {
  /** It has not ended. */
  NOT_YET,
  /** Every file was digested. */
  COMPLETE,
  /** The deadline came first. */
  OUT_OF_TIME,
  /** Ctrl-C came first. */
  INTERRUPTED
}
