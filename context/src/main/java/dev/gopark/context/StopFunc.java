package dev.gopark.context;

import java.util.function.BooleanSupplier;

/**
 * Takes a task of {@link Context#afterFunc} back: what Go's {@code AfterFunc} returns.
 *
 * {@snippet lang = java :
 * StopFunc stop = Context.afterFunc(ctx, statement::cancel);
 * try {
 *   return statement.executeQuery();
 * } finally {
 *   stop.stop();
 * }
 * }
 */
@FunctionalInterface
public interface StopFunc extends BooleanSupplier {
  /**
   * Takes the task back. Does not wait for one that has been started. May be called by any thread,
   * more than once.
   *
   * @return true if the task will not run because of this call; false if it has been started, or
   *     was taken back before
   */
  boolean stop();

  /** The same as {@link #stop()}. */
  @Override
  default boolean getAsBoolean() {
    return stop();
  }
}
