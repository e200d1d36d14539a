package dev.gopark.channel;

import org.jspecify.annotations.Nullable;

/**
 * What a case of a select does with its result when nothing is to come of it: the void form of
 * {@link ReceiveBody}.
 *
 * @param <R> the type of the case's result
 */
@FunctionalInterface
public interface CaseTask<R extends @Nullable Object> {
  /**
   * Handles one result.
   *
   * @param result what the case yielded; of a receive the element, or null if the channel is closed
   *     and drained
   * @throws Exception whatever it throws; {@link Select} says what becomes of it
   */
  void accept(R result) throws Exception;
}
