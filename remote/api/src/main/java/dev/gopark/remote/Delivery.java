package dev.gopark.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An element that a receiver has under a lease, to be acknowledged.
 *
 * <p>One of {@link #ack}, {@link #nack} and {@link #reject} settles it; the first one counts. As
 * long as the program holds this object unsettled the lease is renewed, however long the work
 * takes. {@link #close} hands back what is not settled, so that a handler that throws loses
 * nothing:
 *
 * {@snippet lang = java :
 * for (Delivery<String> d : receiver.deliveries()) {
 *   try (d) {
 *     work(d.value());
 *     d.ack();
 *   }
 * }
 * }
 *
 * <p>A delivery that nobody refers to any more, and that was not settled, is not renewed once the
 * garbage collector has noticed, and is delivered again after a lease.
 *
 * <p><b>Threads and waiting.</b> All methods may be called from any thread. Those that settle wait
 * for the server's answer, are not interrupted by interrupts (the flag stays up), and give up, with
 * false, when a lease's time has passed without an answer.
 *
 * @param <T> the type of the value
 */
public interface Delivery<T> extends AutoCloseable {
  /**
   * The element.
   *
   * @return always the same object
   */
  T value();

  /**
   * The server's name for the element, the same in all its deliveries: what a handler can remember
   * to recognize a duplicate.
   *
   * @return the name
   */
  String id();

  /**
   * Which delivery of the element this is.
   *
   * @return 1 for the first
   */
  int attempt();

  /**
   * When the server stored the element, by the server's clock.
   *
   * @return the time, in milliseconds' precision
   */
  Instant sent();

  /**
   * What the sender sent along.
   *
   * @return an unmodifiable map
   */
  Map<String, String> headers();

  /**
   * Says that the work is done: the element leaves the channel, and a place is free.
   *
   * @return true if it was this delivery that ended the element's life, now or by an earlier call;
   *     false if {@code nack} or {@code reject} was first, or the lease was lost and somebody else
   *     may have the element
   */
  boolean ack();

  /**
   * {@link #ack} without waiting for the answer: many of these travel together.
   *
   * @return a future of what {@code ack} would return; completed by a goroutine of the receiver's,
   *     so what depends on it must not wait for anything
   */
  CompletableFuture<Boolean> ackAsync();

  /**
   * Says that the work was not done and is to be tried again, by any receiver.
   *
   * @param delay how long to leave the element alone; zero: at once
   * @return true if the element will be delivered again because of this; false if another call was
   *     first, or the lease was lost
   * @throws IllegalArgumentException if {@code delay} is negative
   */
  boolean nack(Duration delay);

  /**
   * Says that the work will never be done: the element becomes a dead letter.
   *
   * @param reason why, for whoever reads the dead letters
   * @return true if it did because of this; false if another call was first, or the lease was lost
   */
  boolean reject(String reason);

  /**
   * Does nothing if the delivery is settled, or else is {@link #nack} with the receiver's {@link
   * ReceiveOptions#retryDelay()}.
   */
  @Override
  void close();
}
