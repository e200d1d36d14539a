package dev.gopark.bench;

/** A contender failed. That is kept with the results and does not end the session. */
final class RunFailedException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int LENGTH = 400;

  RunFailedException(String message) {
    super(shorten(message));
  }

  /** On one line, and not longer than a reader of the report likes. */
  private static String shorten(String message) {
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + " ...";
  }
}
