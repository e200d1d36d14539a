package dev.gopark.context;

/**
 * The cause of a context made by {@link Context#untilShutdown()} that has ended because the JVM is
 * shutting down.
 */
public final class ShutdownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShutdownException() {
    super(
        "the JVM is shutting down (SIGTERM, SIGINT or SIGHUP, System.exit, or its last thread ended)",
        null,
        false,
        false);
  }
}
