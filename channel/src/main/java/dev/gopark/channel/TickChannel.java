package dev.gopark.channel;

import java.time.Duration;
import java.time.Instant;

/**
 * A channel to which the clock sends a value at every beat of a period: Go's {@code time.Ticker}.
 *
 * {@snippet lang = java :
 * try (TickChannel ticks = Channel.tick(Duration.ofSeconds(1))) {
 *   for (Instant beat : ticks) {
 *     System.out.println(beat);
 *   }
 * }
 * }
 *
 * <p>Beats are whole periods from the start, whenever they are received: a late receiver does not
 * shift the next one. One beat waits for a receiver; those that come due meanwhile are dropped. The
 * value is the instant at which the beat was due. With several receivers each beat goes to one of
 * them.
 *
 * <p>Stopping does not close the channel: who waits on it goes on waiting, for a reset. After
 * {@link #stop()} or {@link #reset} no beat of before can be received any more. {@link #size()} and
 * {@link #capacity()} are 0.
 *
 * <p>A ticker on which nobody waits costs nothing but its memory, and one that nobody refers to is
 * garbage, whether it was stopped or not.
 */
public sealed interface TickChannel extends ReceiveChannel<Instant>, AutoCloseable
    permits TickerChannel {
  /** Stops the ticker. Does nothing if it is stopped. */
  void stop();

  /**
   * Starts the ticker anew, whatever state it is in: the first beat is a period from now.
   *
   * @param period the new period
   * @throws IllegalArgumentException if {@code period} is not positive; nothing changed
   * @throws NullPointerException if {@code period} is null
   */
  void reset(Duration period);

  /** Stops the ticker, as {@link #stop()} does: it ends no receiver, and a second time is fine. */
  @Override
  void close();
}
