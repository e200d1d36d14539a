package dev.gopark.channel;

import java.time.Duration;
import java.time.Instant;

/**
 * A channel to which the clock sends one value: Go's {@code time.Timer}, which here is itself the
 * channel.
 *
 * {@snippet lang = java :
 * Channel<String> replies = Channel.make();
 * String result = Select.select(
 *     replies.onReceive(reply -> "got " + reply),
 *     Channel.after(Duration.ofMillis(50)).onReceive(at -> "nothing in time"));
 * }
 *
 * <p>The value is the instant at which it was due, however late it is received. It goes to one
 * receiver; the others wait on, for a reset. The channel is never closed: a receive from one that
 * has been received from, or was stopped, waits until it is reset.
 *
 * <p>After {@link #stop()} or {@link #reset} no value of the former arming can be received any
 * more, so there is never anything to drain. {@link #size()} and {@link #capacity()} are 0.
 *
 * <p>A timer on which nobody waits costs nothing but its memory, and one that nobody refers to is
 * garbage, whether it was stopped or not.
 */
public sealed interface TimerChannel extends ReceiveChannel<Instant> permits OneShotChannel {
  /**
   * Stops the timer.
   *
   * @return whether it was armed and its value had not been received: now it never will be
   */
  boolean stop();

  /**
   * Arms the timer anew, whatever state it is in. Goroutines that wait on it wait for the new time.
   *
   * @param d how long from now; not positive: at once
   * @return whether it was armed and its value had not been received: now it never will be
   * @throws NullPointerException if {@code d} is null
   */
  boolean reset(Duration d);
}
