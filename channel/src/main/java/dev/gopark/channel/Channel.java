package dev.gopark.channel;

import dev.gopark.timer.TimerService;
import java.time.Duration;

/**
 * A typed conduit between goroutines: Go's {@code chan T}.
 *
 * <p>An unbuffered channel hands each element from a sender to a receiver, both of whom wait for
 * the other; a buffered channel keeps up to {@link #capacity()} elements in between. Elements come
 * out in the order in which they went in; waiting senders and waiting receivers are each served
 * first come first served, and nobody overtakes a waiter. A waiting receiver gets its element
 * directly from the sender.
 *
 * {@snippet lang = java :
 * Channel<Integer> squares = Channel.make(8);
 * Go.go(() -> {
 *   try (squares) {
 *     for (int i = 1; i <= 3; i++) {
 *       squares.send(i * i);
 *     }
 *   }
 * });
 * for (int square : squares) {
 *   System.out.println(square);
 * }
 * }
 *
 * <p>A channel need not be closed: close it only to tell receivers that nothing more will come. A
 * channel that nobody refers to is garbage, buffered elements included; nothing in this library
 * keeps it.
 *
 * <p>{@code equals} and {@code hashCode} are those of identity. {@code toString} tells the kind,
 * size, capacity, how many senders and receivers wait, and whether the channel is closed; it takes
 * no lock.
 *
 * @param <T> the type of the elements
 */
public sealed interface Channel<T> extends SendChannel<T>, ReceiveChannel<T>
    permits Hchan, NeverChannel {
  /** The largest capacity: what fits into an array on every JVM. */
  int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  /**
   * Makes an unbuffered channel.
   *
   * @param <T> the type of the elements
   * @return a new channel of capacity 0
   */
  static <T> Channel<T> make() {
    return new Hchan<>(0);
  }

  /**
   * Makes a channel with a buffer, whose slots are allocated at once.
   *
   * @param capacity how many elements the buffer holds; 0 for an unbuffered channel
   * @param <T> the type of the elements
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is negative or exceeds {@link
   *     #MAX_CAPACITY}
   */
  static <T> Channel<T> make(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "make: capacity is " + capacity + ", it must be 0 (unbuffered) or more");
    }
    if (capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "make: capacity is " + capacity + ", the largest buffer is " + MAX_CAPACITY);
    }
    return new Hchan<>(capacity);
  }

  /**
   * The channel on which nothing ever happens: Go's nil channel. Sends and receives wait until
   * interrupted, try operations fail, and a select skips its cases, so that a case can be switched
   * off by replacing its channel with this one. Closing it throws {@link IllegalStateException}.
   *
   * @param <T> the type of the elements
   * @return always the same channel
   */
  static <T> Channel<T> never() {
    return NeverChannel.instance();
  }

  /**
   * A channel from which one value can be received after a time: Go's {@code time.After} and {@code
   * time.NewTimer} in one.
   *
   * @param d how long from now; not positive: at once
   * @return a new channel, armed
   * @throws NullPointerException if {@code d} is null
   */
  static TimerChannel after(Duration d) {
    return new OneShotChannel(TimeChannel.systemTime(), d);
  }

  /**
   * As {@link #after(Duration)}, by the clock of some timers: a wheel's, or one that a test moves
   * by hand.
   *
   * @param timers whose clock to go by
   * @param d how long from now; not positive: at once
   * @return a new channel, armed
   * @throws NullPointerException if an argument is null
   */
  static TimerChannel after(TimerService timers, Duration d) {
    return new OneShotChannel(TimeChannel.engineOf(timers), d);
  }

  /**
   * A channel from which a value can be received at every beat of a period: Go's {@code
   * time.NewTicker}.
   *
   * @param period the time from now to the first beat, and from beat to beat
   * @return a new channel, ticking
   * @throws IllegalArgumentException if {@code period} is not positive
   * @throws NullPointerException if {@code period} is null
   */
  static TickChannel tick(Duration period) {
    return new TickerChannel(TimeChannel.systemTime(), period);
  }

  /**
   * As {@link #tick(Duration)}, by the clock of some timers: a wheel's, or one that a test moves by
   * hand.
   *
   * @param timers whose clock to go by
   * @param period the time from now to the first beat, and from beat to beat
   * @return a new channel, ticking
   * @throws IllegalArgumentException if {@code period} is not positive
   * @throws NullPointerException if an argument is null
   */
  static TickChannel tick(TimerService timers, Duration period) {
    return new TickerChannel(TimeChannel.engineOf(timers), period);
  }
}
