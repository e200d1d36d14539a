package dev.gopark.examples;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import java.time.Duration;
import java.time.Instant;

/**
 * Time as channels, made of nothing but goroutines and the timeout of a select.
 *
 * <p>A {@code Select.timeout} beside other cases starts anew with each round, so in a loop that is
 * always busy it never comes; a channel that a goroutine of its own feeds does.
 */
final class Clock implements AutoCloseable {
  private final Channel<Void> stopped = Channel.make();

  /** A channel that is closed after a while, so that any number of receivers can see it. */
  ReceiveChannel<Void> after(Duration delay) {
    Channel<Void> over = Channel.make();
    Go.go(
        "after " + delay,
        () -> {
          boolean late =
              Select.select(stopped.onReceive(end -> false), Select.timeout(delay, () -> true));
          if (late) {
            over.close();
          }
        });
    return over;
  }

  /** A channel that gives the time every while; a tick that nobody takes is dropped. */
  ReceiveChannel<Instant> tick(Duration period) {
    Channel<Instant> ticks = Channel.make(1);
    Go.go(
        "tick " + period,
        () -> {
          var beat = Select.of(stopped.onReceive(e -> false), Select.timeout(period, () -> true));
          while (beat.run()) {
            ticks.trySend(Instant.now());
          }
        });
    return ticks;
  }

  /** Ends the goroutines; the channels stay as they are. */
  @Override
  public void close() {
    stopped.close();
  }
}
