package dev.gopark.context;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Context} that its holder can end: what Go returns as a context and a cancel function.
 *
 * <p>Whoever makes one must end it, also when all went well: until then its parent keeps it. With
 * {@code try} that cannot be forgotten:
 *
 * {@snippet lang = java :
 * try (var ctx = Context.withTimeout(parent, Duration.ofSeconds(2))) {
 *   return fetch(ctx, url);
 * }
 * }
 *
 * <p>A context that is dropped without having been ended costs its parent about 64 bytes, plus what
 * it refers to, until the parent ends.
 *
 * <p><b>What a cancel does before it returns.</b> Every descendant that this library made has ended
 * by then: its {@code err()} is not null and its {@code done()} channel, if anybody has asked for
 * it, is closed. That also holds for a cancel that came second, while another thread was still
 * cancelling. Tasks of {@link Context#afterFunc} have been started, not finished. A cancel runs no
 * user code in the calling thread, holds no lock that user code could wait for, does not wait for
 * anybody, and takes time in proportion to the number of descendants, which may be many.
 *
 * <p>The first cancel decides; later ones change nothing. Each descendant gets the reason of its
 * parent, unless it had one already.
 *
 * <p><b>Memory consistency effects:</b> actions before a call of {@code cancel} that ended the
 * context happen-before the return of an {@code err()} or {@code cause()} that is not null, and of
 * a receive from {@code done()}, of this context and its descendants.
 */
public interface CancelContext extends Context, AutoCloseable {
  /** Ends the context with a {@link CanceledException}. Does nothing if it has ended. */
  void cancel();

  /**
   * Ends the context with a {@link CanceledException} and says why. Does nothing if it has ended.
   *
   * @param cause what {@link #cause()} returns from now on; null: as {@link #cancel()}
   */
  void cancel(@Nullable Throwable cause);

  /** The same as {@link #cancel()}, for {@code try}-with-resources. */
  @Override
  void close();
}
