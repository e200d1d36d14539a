package dev.gopark.channel;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The sending direction of a {@link Channel}: Go's {@code chan<- T}.
 *
 * <p>A method that takes a {@code SendChannel} can send and close but not receive. It is the same
 * object as the channel, so identity and equality are the channel's.
 *
 * <p>Waiting senders are served first come first served. {@link dev.gopark.channel The package}
 * describes interrupts, timeouts and memory consistency effects, which are the same for all
 * operations.
 *
 * @param <T> the type of the elements
 */
public sealed interface SendChannel<T> extends AutoCloseable permits Channel {
  /**
   * Sends an element, waiting until a receiver takes it (unbuffered) or the buffer has room
   * (buffered).
   *
   * @param value the element
   * @throws ChannelClosedException if the channel is closed, or is closed while this send waits;
   *     the element was not sent
   * @throws InterruptedException if interrupted while waiting; the element was not sent
   * @throws NullPointerException if {@code value} is null
   */
  void send(T value) throws InterruptedException;

  /**
   * Sends an element if that is possible without waiting. Fails without taking a lock, and only if
   * at some instant during the call the send could not have gone.
   *
   * @param value the element
   * @return whether it was sent
   * @throws ChannelClosedException if the channel is closed
   * @throws NullPointerException if {@code value} is null
   */
  boolean trySend(T value);

  /**
   * Sends an element if that becomes possible in time.
   *
   * @param value the element
   * @param timeout how long to wait at most; not positive: do not wait
   * @return true if it was sent, false if the time ran out, in which case it was not
   * @throws ChannelClosedException if the channel is closed, or is closed while this send waits
   * @throws InterruptedException if interrupted while waiting; the element was not sent
   * @throws NullPointerException if {@code value} or {@code timeout} is null
   */
  boolean trySend(T value, Duration timeout) throws InterruptedException;

  /**
   * Closes the channel: no more elements will be sent. Elements in the buffer can still be
   * received. Every waiting receiver is woken and finds the end; every waiting sender is woken and
   * throws {@link ChannelClosedException}.
   *
   * <p>In try-with-resources do not close by hand as well.
   *
   * @throws ChannelClosedException if the channel is closed already
   */
  @Override
  void close();

  /**
   * Closes the channel unless it is closed already: the form of {@link #close()} that may be
   * repeated.
   *
   * @return whether this call closed it
   */
  boolean tryClose();

  /**
   * A case of a {@link Select} that sends. {@link Case#thenRun} gives it a callback without a
   * result.
   *
   * <p>The element is evaluated now, as in Go, whether the case will be chosen or not.
   *
   * @param value the element
   * @return the case; a select that takes it returns null
   * @throws NullPointerException if {@code value} is null
   */
  Case<@Nullable Void> onSend(T value);

  /**
   * A case of a {@link Select} that sends and then runs a callback with a result.
   *
   * @param value the element
   * @param then what to do once the element has been sent; it runs in the selecting thread, without
   *     a lock
   * @param <R> the type of the result
   * @return the case; a select that takes it returns what {@code then} returned
   * @throws NullPointerException if {@code value} or {@code then} is null
   */
  <R extends @Nullable Object> Case<R> onSend(T value, Callable<? extends R> then);

  /**
   * How many elements are in the buffer.
   *
   * @return an instantaneous value, 0 for an unbuffered channel
   */
  int size();

  /**
   * How many elements the buffer can hold.
   *
   * @return the capacity the channel was made with
   */
  int capacity();
}
