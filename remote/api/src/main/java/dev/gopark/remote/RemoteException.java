package dev.gopark.remote;

import org.jspecify.annotations.Nullable;

/**
 * The server refused, or could not be reached before the context ended. Checked, because a network
 * fails without a mistake of the program. The message names the server and the channel.
 */
public final class RemoteException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayHaveHappened;

  /**
   * An operation that has not happened.
   *
   * @param message what was tried, where, and what to do
   * @param cause why, or null
   */
  public RemoteException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  RemoteException(String message, @Nullable Throwable cause, boolean mayHaveHappened) {
    super(message, cause);
    this.mayHaveHappened = mayHaveHappened;
  }

  /**
   * Whether the operation may have happened all the same: the request was on its way, and no answer
   * came in time. Sending the value again may store it twice then.
   *
   * @return false if it certainly did not happen
   */
  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }
}
