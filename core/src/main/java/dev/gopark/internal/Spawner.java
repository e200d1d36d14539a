package dev.gopark.internal;

import org.jspecify.annotations.Nullable;

/**
 * What starts the threads of goroutines: the door through which a scheduler module takes over
 * {@code Go.go}.
 *
 * <p>Found with {@link java.util.ServiceLoader}; the JDK's virtual threads are used when none is.
 */
public interface Spawner {
  /**
   * Makes a virtual thread and starts it.
   *
   * @param name its name, or null for none
   * @param body what it runs
   * @return the started thread
   */
  Thread spawn(@Nullable String name, Runnable body);

  /**
   * Why this spawner cannot be used in this JVM.
   *
   * @return null if it can be used; otherwise one sentence for the user, with what to do about it,
   *     and without a word on what happens instead
   */
  @Nullable String unusable();

  /**
   * Whether somebody has prepared this JVM for this spawner, and so wants to know if it cannot be
   * used all the same.
   *
   * @return false if nobody is known to want it
   */
  default boolean isExpected() {
    return false;
  }
}
