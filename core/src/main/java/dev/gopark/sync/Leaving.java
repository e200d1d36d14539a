package dev.gopark.sync;

import dev.gopark.Cancellation;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/**
 * The one rule for work that callers share: who is interrupted or cancelled while it does the work
 * leaves it to the others, and keeps what it threw to itself.
 */
final class Leaving {
  private static final int MAX_CAUSES = 16;

  private Leaving() {}

  /**
   * Whether the current thread threw this because it was told to stop: an interrupt or a
   * cancellation, or what was caused by one; or any exception that it throws with its interrupt
   * flag up, as code does that may not throw {@link InterruptedException}.
   *
   * <p>When in doubt yes: then the work is done once more, and fails again if it was not that.
   */
  static boolean says(Throwable thrown) {
    if (thrown instanceof Exception && Thread.currentThread().isInterrupted()) {
      return true;
    }
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (isStop(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isStop(Throwable thrown) {
    return thrown instanceof InterruptedException
        || thrown instanceof Cancellation
        || thrown instanceof ClosedByInterruptException
        || (thrown instanceof InterruptedIOException
            && !(thrown instanceof SocketTimeoutException));
  }
}
