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
    if (ctx.err() != null) {
      throw whileSending(ctx, channel);
    }
    // The first try saves the done channel, which is made on first use.
    if (!channel.trySend(value)) {
      Object how =
          Select.<@Nullable Object>selectOrdered(
              ctx.done().onReceive(nothing -> ENDED), channel.onSend(value));
      if (how == ENDED) {
        throw whileSending(ctx, channel);
      }
    }
  }

  @SuppressWarnings("unchecked") // the channel carries T
  static <T> @Nullable T receive(Context ctx, ReceiveChannel<? extends T> channel)
      throws InterruptedException {
    if (ctx.err() != null) {
      throw whileReceiving(ctx, channel);
    }
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
      throw whileReceiving(ctx, channel);
    }
    return (T) how;
  }

  private static ContextException whileSending(Context ctx, SendChannel<?> channel) {
    return Thrown.by(ctx, " while sending to " + channel);
  }

  private static ContextException whileReceiving(Context ctx, ReceiveChannel<?> channel) {
    return Thrown.by(ctx, " while receiving from " + channel);
  }
}
