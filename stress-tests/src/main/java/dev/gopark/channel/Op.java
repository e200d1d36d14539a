package dev.gopark.channel;

import java.time.Duration;

/**
 * Channel operations that answer with one {@code int}, for the tables of outcomes. Elements are
 * positive.
 *
 * <pre>
 *   &gt; 0   received this element; for a send: 1, sent
 *     0   would have to wait, or timed out
 *    -1   closed
 *    -2   interrupted
 *    +100 it happened, and the thread's interrupt flag was left set
 * </pre>
 */
final class Op {
  private static final Duration SOON = Duration.ofNanos(1);

  private Op() {}

  static int trySend(Channel<Integer> channel, int element) {
    try {
      return channel.trySend(element) ? 1 : 0;
    } catch (ChannelClosedException e) {
      return -1;
    }
  }

  /** With a timeout that ends as soon as the sender has begun to wait. */
  static int trySendSoon(Channel<Integer> channel, int element) {
    try {
      return channel.trySend(element, SOON) ? 1 : 0;
    } catch (ChannelClosedException e) {
      return -1;
    } catch (InterruptedException e) {
      return -2;
    }
  }

  static int send(Channel<Integer> channel, int element) {
    try {
      channel.send(element);
      return 1;
    } catch (ChannelClosedException e) {
      return -1;
    } catch (InterruptedException e) {
      return -2;
    }
  }

  static int tryReceive(Channel<Integer> channel) {
    return found(channel.tryReceive());
  }

  /** With a timeout that ends as soon as the receiver has begun to wait. */
  static int tryReceiveSoon(Channel<Integer> channel) {
    try {
      return found(channel.tryReceive(SOON));
    } catch (InterruptedException e) {
      return -2;
    }
  }

  static int receive(Channel<Integer> channel) {
    try {
      Integer element = channel.receive();
      return element == null ? -1 : element;
    } catch (InterruptedException e) {
      return -2;
    }
  }

  /** The result of the chosen case; null, as of a receive at the end, counts as closed. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  static int select(Case<Integer>... cases) {
    try {
      Integer result = Select.select(cases);
      return result == null ? -1 : result;
    } catch (ChannelClosedException e) {
      return -1;
    } catch (InterruptedException e) {
      return -2;
    }
  }

  /** Takes the interrupt flag down, and adds 100 to the outcome if it was set. */
  static int andFlag(int outcome) {
    return Thread.interrupted() ? outcome + 100 : outcome;
  }

  /** Nobody uses the channels any more: they are whole, and nobody is left in their queues. */
  static void checkInvariants(Channel<?>... channels) {
    for (Channel<?> channel : channels) {
      var hchan = (Hchan<?>) channel;
      hchan.checkInvariants();
      if (hchan.recvq().size() + hchan.sendq().size() != 0) {
        throw new AssertionError("a waiter was left behind in " + channel);
      }
    }
  }

  private static int found(Received<Integer> received) {
    return switch (received) {
      case Received.Value<Integer>(Integer element) -> element;
      case Received.Empty<Integer>() -> 0;
      case Received.Closed<Integer>() -> -1;
    };
  }
}
