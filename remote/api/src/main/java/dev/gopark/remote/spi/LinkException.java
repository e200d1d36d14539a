package dev.gopark.remote.spi;

import org.jspecify.annotations.Nullable;

/**
 * The server cannot be reached, has not answered in time, or asks to come back later. The request
 * may have been carried out. Whoever gets this tries again.
 */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what was tried and on which host and port
   * @param cause what the client said, or null
   */
  public LinkException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
