package dev.gopark.context;

import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.channel.SendChannel;
import org.jspecify.annotations.Nullable;

/** Channel operations that a context can end: what the default methods of {@link Context} do. */
final class Exchange {
  /** What a select returns that was ended by the context. */
  private static final Object ENDED = new Object();

  private Exchange() {}

  static <T> void send(Context ctx, SendChannel<? super T> channel, T value)
      throws InterruptedException {
    ctx.throwIfDone();
    // The first try saves the done channel, which is made on first use.
    if (!channel.trySend(value)) {
      Object how =
          Select.<@Nullable Object>selectOrdered(
              ctx.done().onReceive(nothing -> ENDED), channel.onSend(value));
      if (how == ENDED) {
        throw ending(ctx);
      }
    }
  }

  @SuppressWarnings("unchecked") // the channel carries T
  static <T> @Nullable T receive(Context ctx, ReceiveChannel<? extends T> channel)
      throws InterruptedException {
    ctx.throwIfDone();
    Received<? extends T> received = channel.tryReceive();
    if (received instanceof Received.Value<? extends T> found) {
      return found.value();
    }
    if (received instanceof Received.Closed) {
      return null;
    }
    Object how =
        Select.<@Nullable Object>selectOrdered(
            ctx.done().onReceive(nothing -> ENDED), channel.onReceive());
    if (how == ENDED) {
      throw ending(ctx);
    }
    return (T) how;
  }

  /** Why a context has ended whose done channel is closed. */
  static ContextException ending(Context ctx) {
    ContextException err = ctx.err();
    if (err == null) {
      throw new IllegalStateException(
          "done() is closed but err() is null: the class of " + ctx + " breaks Context's contract");
    }
    return err;
  }
}
