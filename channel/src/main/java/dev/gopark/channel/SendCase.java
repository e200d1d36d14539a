package dev.gopark.channel;

import dev.gopark.internal.Callbacks;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Sends, and then runs a callback if there is one. */
final class SendCase<R extends @Nullable Object> extends ChannelCase<R> {
  private final Object value;
  private final @Nullable Callable<? extends R> then;

  /** Without a callback the result is null: R is Void or a supertype. */
  SendCase(@Nullable Hchan<?> channel, Object value, @Nullable Callable<? extends R> then) {
    super(channel);
    this.value = value;
    this.then = then;
  }

  @Override
  Object element() {
    return value;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null is an R where there is no callback
  R finish(@Nullable Object received) {
    var then = this.then;
    if (then == null) {
      return (R) null;
    }
    return Callbacks.call(then);
  }

  @Override
  <U extends @Nullable Object> Case<U> followedBy(
      Next<? super R, ? extends U> next, boolean looks) {
    return new SendCase<U>((Hchan<?>) channel, value, () -> next.apply(finish(null)));
  }

  @Override
  @SuppressWarnings("unchecked") // the channel carries the element's type
  R runAlone() throws InterruptedException {
    var channel = (Hchan<Object>) this.channel;
    (channel == null ? Channel.never() : channel).send(value);
    return finish(null);
  }

  @Override
  R runOr(OtherwiseCase<? extends R> otherwise) {
    return channel != null && ((Hchan<?>) channel).offerNow(value)
        ? finish(null)
        : otherwise.finish(null);
  }

  @Override
  public String toString() {
    return "send to " + channelName();
  }
}
