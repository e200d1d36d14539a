package dev.gopark.bench;

/** The chapters of the report, in its order. */
public enum Group {
  CHANNEL,
  SELECT,
  SCHEDULER,
  SYNC,
  TIME,
  CONTEXT
}
