package dev.gopark.channel;

import dev.gopark.internal.Callbacks;
import org.jspecify.annotations.Nullable;

/** Receives, and hands the element to a callback if there is one. */
final class ReceiveCase<T, R extends @Nullable Object> extends ChannelCase<R> {
  private final @Nullable ReceiveBody<? super T, ? extends R> then;

  /** Without a callback the result is the element: R is T or a supertype. */
  ReceiveCase(
      @Nullable AbstractChannel<?> channel, @Nullable ReceiveBody<? super T, ? extends R> then) {
    super(channel);
    this.then = then;
  }

  @Override
  @Nullable Object element() {
    return null;
  }

  @Override
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // the channel carries T; without a callback R is T or null
  R finish(@Nullable Object received) {
    var then = this.then;
    if (then == null) {
      return (R) received;
    }
    try {
      return then.apply((T) received);
    } catch (Throwable thrown) {
      throw Callbacks.rethrow(thrown);
    }
  }

  @Override
  R runAlone() throws InterruptedException {
    return finish(channel == null ? Channel.never().receive() : channel.receive());
  }

  @Override
  R runOr(OtherwiseCase<? extends R> otherwise) {
    Object found = channel == null ? null : channel.pollNow();
    if (found == null) {
      return otherwise.finish(null);
    }
    return finish(found == Hchan.CLOSED ? null : found);
  }

  @Override
  public String toString() {
    return "receive from " + channelName();
  }
}
