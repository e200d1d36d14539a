package dev.gopark.remote;

import dev.gopark.channel.ReceiveChannel;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a remote channel: pumps deliveries into a local one. All receivers of a
 * channel, in all processes, share its elements; each element goes to one of them at a time.
 *
 * <p>It asks the server for as many elements as the local channel has room for, plus one, so a slow
 * program slows the senders down and hoards nothing.
 *
 * {@snippet lang = java :
 * try (var receiver = channels.receiver("orders", Codec.string(), ReceiveOptions.defaults())) {
 *   Select.select(
 *       receiver.deliveries().onReceive(this::handle), ctx.onDone());
 * }
 * }
 *
 * <p><b>Order.</b> First deliveries come in the order in which the elements were stored. What is
 * delivered again comes later. There is no order across receivers.
 *
 * <p><b>Memory consistency effects:</b> none between processes; inside this one those of the local
 * channel.
 *
 * @param <T> the type of the values
 */
public interface RemoteReceiver<T> extends AutoCloseable {
  /**
   * The local channel with the deliveries. It is closed when the remote channel is closed and
   * everything in it has been acknowledged by whomever has it, when this receiver is closed, or
   * when it has failed.
   *
   * @return always the same channel
   */
  ReceiveChannel<Delivery<T>> deliveries();

  /**
   * Why {@link #deliveries()} was closed, if this receiver has failed: the server has refused, for
   * a reason that will not pass by itself. A server that is away is no failure; the receiver waits
   * for it.
   *
   * @return null if it has not failed
   */
  @Nullable Throwable failure();

  /**
   * What this receiver has done and seen so far.
   *
   * @return a snapshot
   */
  ReceiverStats stats();

  /**
   * Stops: fetches no more, hands back what nobody has taken, and waits for the handlers of what
   * was taken, up to {@link ReceiveOptions#drain()}. What is not settled by then can no longer be,
   * and is delivered again after a lease. Idempotent. An interrupt ends the wait for handlers; the
   * flag stays up.
   */
  @Override
  void close();
}
