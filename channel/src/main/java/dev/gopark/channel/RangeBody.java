package dev.gopark.channel;

/**
 * The body of {@link ReceiveChannel#range}.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface RangeBody<T> {
  /**
   * Handles one element.
   *
   * @param value the element, never null
   * @throws Exception whatever it throws; it ends the range
   */
  void accept(T value) throws Exception;
}
