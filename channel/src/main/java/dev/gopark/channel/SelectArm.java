package dev.gopark.channel;

import dev.gopark.internal.WaitNode;
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
  private @Nullable AbstractChannel<?> channel;
  private @Nullable Object element;

  SelectArm(Waiter waiter) {
    this.waiter = waiter;
  }

  void set(ChannelCase<?> channelCase, AbstractChannel<?> channel) {
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

  AbstractChannel<?> channel() {
    return Objects.requireNonNull(channel);
  }

  /** The element to send; null for a receive. */
  @Nullable Object element() {
    return element;
  }

  /** Whether its operation may well go at once: a hint, read without the lock. */
  boolean looksReady() {
    AbstractChannel<?> channel = channel();
    if (channel instanceof Hchan<?> hchan) {
      return element == null ? hchan.looksReceivable() : hchan.looksSendable();
    }
    return channel.looksReceivable();
  }

  /** Makes what joining the queue needs. No lock held. */
  void prepare() {
    if (element == null) {
      channel().prepareReceive();
    }
  }

  /** Joins the queue of its channel. Lock held. If it throws it has not joined. */
  void enqueue() {
    item(element);
    if (element == null) {
      channel().addReceiver(this);
    } else {
      ((Hchan<?>) channel()).sendq().add(this);
    }
  }

  /** Takes it out of the queue of its channel if it is still in it. Lock held. */
  void remove() {
    channel().remove(this, element != null);
  }

  /** Leaves the queue of its channel if it is still in it. No lock held. */
  void leave() {
    AbstractChannel<?> channel = channel();
    channel.lock();
    try {
      remove();
    } finally {
      channel.release();
    }
  }

  @Override
  public String toString() {
    ChannelCase<?> channelCase = this.channelCase;
    return channelCase == null ? "unused" : channelCase.toString();
  }
}
