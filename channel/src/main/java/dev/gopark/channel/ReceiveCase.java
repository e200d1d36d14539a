package dev.gopark.channel;

import dev.gopark.internal.Callbacks;
import org.jspecify.annotations.Nullable;

/** Receives, and hands the element to a callback if there is one. */
final class ReceiveCase<T, R extends @Nullable Object> extends ChannelCase<R> {
  private final @Nullable ReceiveBody<? super T, ? extends R> then;
  private final boolean looks;

  /** Without a callback the result is the element: R is T or a supertype. */
  ReceiveCase(
      @Nullable AbstractChannel<?> channel, @Nullable ReceiveBody<? super T, ? extends R> then) {
    this(channel, then, true);
  }

  /** The callback may be known not to look at the element. */
  private ReceiveCase(
      @Nullable AbstractChannel<?> channel,
      @Nullable ReceiveBody<? super T, ? extends R> then,
      boolean looks) {
    super(channel);
    this.then = then;
    this.looks = looks;
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
      if (received == null
          && looks
          && thrown instanceof NullPointerException
          && isAboutTheEnd(thrown)) {
        throw endNotHandled(thrown);
      }
      throw Callbacks.rethrow(thrown);
    }
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // without a callback R is T or null
  <U extends @Nullable Object> Case<U> followedBy(
      Next<? super R, ? extends U> next, boolean looks) {
    return then == null
        ? new ReceiveCase<T, U>(channel, received -> next.apply((R) received), looks)
        : new ReceiveCase<T, U>(channel, received -> next.apply(then.apply(received)), true);
  }

  /**
   * Whether it was the callback itself that stumbled over its null, and nothing that it called.
   * Without a trace, which the JVM leaves out where much is thrown, it is taken for that.
   */
  private static boolean isAboutTheEnd(Throwable thrown) {
    int frames = 0;
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String type = frame.getClassName();
      if (type.equals(ReceiveCase.class.getName())) {
        break;
      }
      if (!type.equals(Case.class.getName())) {
        frames++; // that of the callback; none if Java stumbled when it unboxed for a constructor
      }
    }
    return frames <= 1;
  }

  /** A callback such as {@code Point::new} that takes an int, or one that forgot about the end. */
  private NullPointerException endNotHandled(Throwable thrown) {
    var told =
        new NullPointerException(
            "the channel is closed and drained, so the callback of the case \""
                + this
                + "\" was given null, and threw a NullPointerException; let it look for null first:"
                + " onReceive(v -> v == null ? atTheEnd : ...)");
    told.initCause(thrown);
    return told;
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
