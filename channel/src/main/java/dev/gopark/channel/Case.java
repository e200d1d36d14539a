package dev.gopark.channel;

import dev.gopark.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One arm of a {@link Select}: an operation that may be chosen, and what to do once it was.
 *
 * <p>Made by {@link ReceiveChannel#onReceive}, {@link SendChannel#onSend}, {@link Select#otherwise}
 * and {@link Select#timeout}. What to do is said in one of two ways: by a callback with a result,
 * given to those methods, or by one without, given to {@link #then} or {@link #thenRun}:
 *
 * {@snippet lang = java :
 * Select.select(
 *     lines.onReceive().then(line -> System.out.println(line)),
 *     pings.onSend("ping").thenRun(() -> sent++),
 *     Select.timeout(Duration.ofSeconds(1)).thenRun(this::reconnect));
 * }
 *
 * <p>Immutable: it may be used in any number of selects, at the same time, and several times in
 * one.
 *
 * @param <R> the type of the result
 */
public abstract sealed class Case<R extends @Nullable Object>
    permits ChannelCase, OtherwiseCase, TimeoutCase {
  Case() {}

  /**
   * The same case with a callback that returns nothing: a lambda such as {@code v ->
   * System.out.println(v)}, or a void method. A {@code select} that takes it runs this case's own
   * callback if it has one, then {@code task} with the result, in the selecting thread and without
   * a lock, and returns null.
   *
   * <p>It fits a select of any type, beside cases that have results.
   *
   * @param task what to do with the result; after a receive that is the element, or null if the
   *     channel is closed and drained
   * @param <U> the type of the select's result, as the other cases have it
   * @return a new case; this one does not change
   * @throws NullPointerException if {@code task} is null
   */
  public final <U extends @Nullable Object> Case<@Nullable U> then(CaseTask<? super R> task) {
    Objects.requireNonNull(task, "task");
    return followedBy(
        result -> {
          task.accept(result);
          return nothing();
        },
        true);
  }

  /**
   * The same case with a callback that takes and returns nothing, for where the result does not
   * matter: after a send, a signal, a timeout. Otherwise as {@link #then}.
   *
   * @param task what to do
   * @param <U> the type of the select's result, as the other cases have it
   * @return a new case; this one does not change
   * @throws NullPointerException if {@code task} is null
   */
  public final <U extends @Nullable Object> Case<@Nullable U> thenRun(Task task) {
    Objects.requireNonNull(task, "task");
    return followedBy(
        result -> {
          task.run();
          return nothing();
        },
        false);
  }

  /**
   * The same case whose result goes through one more callback.
   *
   * @param looks whether that callback looks at the result
   */
  abstract <U extends @Nullable Object> Case<U> followedBy(
      Next<? super R, ? extends U> next, boolean looks);

  /**
   * Completes a select that chose this case: runs its callback. Called without a lock.
   *
   * @param received the element that was received, if one was
   * @return what the select returns
   */
  abstract R finish(@Nullable Object received);

  /** What a callback without a result yields. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // null belongs to every U
  private static <U extends @Nullable Object> U nothing() {
    return null;
  }

  /** The callback of {@link #followedBy}. */
  @FunctionalInterface
  interface Next<R extends @Nullable Object, U extends @Nullable Object> {
    U apply(R result) throws Exception;
  }
}
