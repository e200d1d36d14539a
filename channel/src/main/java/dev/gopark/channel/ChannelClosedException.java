package dev.gopark.channel;

/**
 * Thrown by a send on a closed channel and by the close of a closed channel.
 *
 * <p>Both are mistakes of the program, as in Go: only a sender may close, and only when no other
 * sender can still send. {@link SendChannel#tryClose()} is the form of close that may be repeated.
 */
public class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what was tried, on which channel
   */
  public ChannelClosedException(String message) {
    super(message);
  }
}
