package dev.gopark.remote;

import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts to reach a server: longer and longer, with jitter, up to a second. */
final class Backoff {
  private static final long FIRST_MILLIS = 20;
  private static final long LAST_MILLIS = 1000;

  private long next = FIRST_MILLIS;

  /** The server has answered. */
  void reset() {
    next = FIRST_MILLIS;
  }

  /** Waits, or less if {@code quit} is closed. */
  void await(ReceiveChannel<?> quit) throws InterruptedException {
    long millis = next / 2 + ThreadLocalRandom.current().nextLong(next);
    next = Math.min(2 * next, LAST_MILLIS);
    boolean unused =
        Select.select(
            quit.onReceive(closed -> true),
            Select.timeout(Duration.ofMillis(Math.min(millis, LAST_MILLIS)), () -> false));
  }
}
