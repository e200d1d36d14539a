package dev.gopark.channel;

import static dev.gopark.channel.Goroutines.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into channels: who waits, and whether everything is in its place. */
final class Look {
  private static final Pattern WAITING =
      Pattern.compile("senders waiting (\\d+), receivers waiting (\\d+)");

  private Look() {}

  /** The nodes in the queue of senders, those of selects and dead ones included. */
  static int senders(Channel<?> channel) {
    return waiting(channel, 1);
  }

  /** The nodes in the queue of receivers, those of selects and dead ones included. */
  static int receivers(Channel<?> channel) {
    return waiting(channel, 2);
  }

  /** Returns once so many senders and receivers wait. */
  static void awaitWaiting(Channel<?> channel, int senders, int receivers) {
    until(
        () -> senders(channel) == senders && receivers(channel) == receivers,
        () -> senders + " senders, " + receivers + " receivers expected in " + channel);
  }

  /** Fails unless nobody waits and the structure is sound. To be called when quiet. */
  static void assertQuiet(Channel<?>... channels) {
    for (Channel<?> channel : channels) {
      assertSound(channel);
      if (senders(channel) + receivers(channel) != 0) {
        throw new AssertionError("nodes left behind: " + channel);
      }
    }
  }

  static void assertSound(Channel<?> channel) {
    ((Hchan<?>) channel).checkInvariants();
  }

  /** As assertThat(actual).isEqualTo(expected), which is ambiguous for the result of a select. */
  static void assertYields(Object expected, Object actual) {
    assertThat(actual).isEqualTo(expected);
  }

  private static int waiting(Channel<?> channel, int group) {
    Matcher matcher = WAITING.matcher(channel.toString());
    if (!matcher.find()) {
      throw new AssertionError("no count of waiters in " + channel);
    }
    return Integer.parseInt(matcher.group(group));
  }
}
