package dev.gopark.channel;

import org.jspecify.annotations.Nullable;

/**
 * One arm of a {@link Select}: an operation that may be chosen, and what to do once it was.
 *
 * <p>Made by {@link ReceiveChannel#onReceive}, {@link SendChannel#onSend}, {@link Select#otherwise}
 * and {@link Select#timeout}. Immutable: it may be used in any number of selects, at the same time,
 * and several times in one.
 *
 * @param <R> the type of the result
 */
public abstract sealed class Case<R extends @Nullable Object>
    permits ChannelCase, OtherwiseCase, TimeoutCase {
  Case() {}

  /**
   * Completes a select that chose this case: runs its callback. Called without a lock.
   *
   * @param received the element that was received, if one was
   * @return what the select returns
   */
  abstract R finish(@Nullable Object received);
}
