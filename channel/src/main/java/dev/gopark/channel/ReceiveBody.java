package dev.gopark.channel;

import org.jspecify.annotations.Nullable;

/**
 * What a receive case of a select does with the element.
 *
 * @param <T> the type of the elements
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface ReceiveBody<T, R extends @Nullable Object> {
  /**
   * Handles one receive.
   *
   * @param value the element; null if the channel is closed and drained
   * @return what the select returns
   * @throws Exception whatever it throws; {@link Select} says what becomes of it
   */
  R apply(@Nullable T value) throws Exception;
}
