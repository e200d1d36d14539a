package dev.gopark.channel;

import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.Waiter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One channel case of a select round: its node in that channel's queue. Used again round after
 * round.
 */
final class SelectArm extends WaitNode {
  private final Waiter waiter;
  private @Nullable ChannelCase<?> channelCase;
  private @Nullable Hchan<?> channel;
  private @Nullable Object element;

  SelectArm(Waiter waiter) {
    this.waiter = waiter;
  }

  void set(ChannelCase<?> channelCase, Hchan<?> channel) {
    this.channelCase = channelCase;
    this.channel = channel;
    this.element = channelCase.element();
  }

  void clear() {
    channelCase = null;
    channel = null;
    element = null;
    item(null);
  }

  @Override
  public Waiter waiter() {
    return waiter;
  }

  ChannelCase<?> channelCase() {
    return Objects.requireNonNull(channelCase);
  }

  Hchan<?> channel() {
    return Objects.requireNonNull(channel);
  }

  /** The element to send; null for a receive. */
  @Nullable Object element() {
    return element;
  }

  /** Joins the queue of its channel. Lock held. */
  void enqueue() {
    item(element);
    queue().add(this);
  }

  /** Leaves the queue of its channel if it is still in it. */
  void leave() {
    Hchan<?> channel = channel();
    channel.lock();
    queue().remove(this);
    channel.unlock();
  }

  @Override
  public String toString() {
    ChannelCase<?> channelCase = this.channelCase;
    return channelCase == null ? "unused" : channelCase.toString();
  }

  private WaitQueue queue() {
    return element == null ? channel().recvq() : channel().sendq();
  }
}
