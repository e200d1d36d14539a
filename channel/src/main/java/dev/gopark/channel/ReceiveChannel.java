package dev.gopark.channel;

import dev.gopark.internal.Callbacks;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction of a {@link Channel}: Go's {@code <-chan T}.
 *
 * <p>A method that takes a {@code ReceiveChannel} can receive but neither send nor close. It is the
 * same object as the channel, so identity and equality are the channel's.
 *
 * <p>Waiting receivers are served first come first served. {@link dev.gopark.channel The package}
 * describes interrupts, timeouts and memory consistency effects, which are the same for all
 * operations.
 *
 * @param <T> the type of the elements
 */
public sealed interface ReceiveChannel<T> extends Iterable<T>
    permits Channel, TimerChannel, TickChannel {
  /**
   * Receives an element, waiting until there is one.
   *
   * @return the element; null if the channel is closed and drained
   * @throws InterruptedException if interrupted while waiting; nothing was received
   */
  @Nullable T receive() throws InterruptedException;

  /**
   * Receives an element if that is possible without waiting. Finds nothing without taking a lock,
   * and only if at some instant during the call there was nothing to receive.
   *
   * @return the element, {@link Received.Empty} or {@link Received.Closed}
   */
  Received<T> tryReceive();

  /**
   * Receives an element if there is one in time.
   *
   * @param timeout how long to wait at most; not positive: do not wait
   * @return the element, {@link Received.Empty} if the time ran out, or {@link Received.Closed}
   * @throws InterruptedException if interrupted while waiting; nothing was received
   * @throws NullPointerException if {@code timeout} is null
   */
  Received<T> tryReceive(Duration timeout) throws InterruptedException;

  /**
   * Receives until the channel is closed and drained, and runs {@code body} with each element in
   * the calling thread: Go's {@code for v := range ch}.
   *
   * @param body what to do with an element; what it throws ends the range: unchecked exceptions,
   *     errors and {@link InterruptedException} come out as they are, any other checked exception
   *     as the cause of a {@link java.util.concurrent.CompletionException}
   * @throws InterruptedException if interrupted while waiting for the next element
   * @throws NullPointerException if {@code body} is null
   */
  default void range(RangeBody<? super T> body) throws InterruptedException {
    Objects.requireNonNull(body, "body");
    T value;
    while ((value = receive()) != null) {
      try {
        body.accept(value);
      } catch (Throwable thrown) {
        throw Callbacks.rethrow(thrown);
      }
    }
  }

  /**
   * An iterator that receives: {@code for (T v : channel)} is Go's {@code for v := range ch}.
   *
   * <p>{@code hasNext} waits and takes the element, which {@code next} then gives; an iterator
   * dropped between the two loses that element. Each call of this method makes a new iterator over
   * the same channel; elements are shared among them, not copied. An interrupt while waiting is
   * thrown as {@link java.util.concurrent.CancellationException} with the flag set again, because
   * an iterator cannot throw {@link InterruptedException}; {@link #range} can.
   *
   * @return an iterator for one thread; it does not support {@code remove}
   */
  @Override
  default Iterator<T> iterator() {
    return new ChannelIterator<>(this);
  }

  /**
   * A sequential stream of what is received until the channel is closed and drained.
   *
   * <p>Elements are received one by one as the stream asks for them, so a short-circuiting
   * operation leaves the rest in the channel. An interrupt ends the stream as {@link #iterator()}
   * says. A parallel stream gains nothing: the source is never split.
   *
   * @return a stream, to be used once
   */
  default Stream<T> stream() {
    return StreamSupport.stream(new ChannelSpliterator<>(iterator()), false);
  }

  /**
   * An unsplittable spliterator that receives.
   *
   * @return a spliterator for one thread, with the interrupts of {@link #iterator()}
   */
  @Override
  default Spliterator<T> spliterator() {
    return new ChannelSpliterator<>(iterator());
  }

  /**
   * A case of a {@link Select} that receives. {@link Case#then} gives it a callback without a
   * result.
   *
   * @return the case; a select that takes it returns the element, or null if the channel is closed
   *     and drained
   */
  Case<@Nullable T> onReceive();

  /**
   * A case of a {@link Select} that receives and hands the element to a callback with a result. For
   * one without, such as {@code v -> System.out.println(v)}, write {@link #onReceive() onReceive()}
   * with {@link Case#then then(v -> ...)}.
   *
   * @param then what to do with the element, or with null if the channel is closed and drained; it
   *     runs in the selecting thread, without a lock. A {@link NullPointerException} of a callback
   *     that was given null is the cause of one that says so
   * @param <R> the type of the result
   * @return the case; a select that takes it returns what {@code then} returned
   * @throws NullPointerException if {@code then} is null
   */
  <R extends @Nullable Object> Case<R> onReceive(ReceiveBody<? super T, ? extends R> then);

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

  /**
   * Whether the channel is closed and nothing is left to receive. Once true it stays true.
   *
   * @return an instantaneous answer
   */
  boolean isDrained();
}
