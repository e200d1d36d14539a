package dev.gopark.channel;

import org.jspecify.annotations.Nullable;

/** A case that needs a channel to be ready. */
abstract sealed class ChannelCase<R extends @Nullable Object> extends Case<R>
    permits ReceiveCase, SendCase {
  /** The channel; null for the one that is never ready. */
  final @Nullable AbstractChannel<?> channel;

  ChannelCase(@Nullable AbstractChannel<?> channel) {
    this.channel = channel;
  }

  /** The element to send; null for a receive. */
  abstract @Nullable Object element();

  /** The select of this case and no other: the plain operation. */
  abstract R runAlone() throws InterruptedException;

  /** The select of this case and a default: the try operation. */
  abstract R runOr(OtherwiseCase<? extends R> otherwise);

  final String channelName() {
    return channel == null ? Channel.never().toString() : channel.toString();
  }
}
