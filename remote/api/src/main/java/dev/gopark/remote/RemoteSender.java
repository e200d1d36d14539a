package dev.gopark.remote;

import dev.gopark.channel.ReceiveChannel;
import dev.gopark.context.Context;
import java.util.Map;

/**
 * The sending end of a remote channel. One connection, whatever the number of goroutines that send;
 * what they send at the same time travels together.
 *
 * <p><b>Order.</b> Elements of one goroutine are stored in the order in which it sent them.
 *
 * <p><b>Retries.</b> When an answer is lost the request is made again, and the server recognizes
 * it: an element is stored once. Only a {@link RemoteException} with {@link
 * RemoteException#mayHaveHappened()} leaves it open.
 *
 * <p><b>Memory consistency effects:</b> none between processes. What a sender encodes happens
 * before {@code send} returns.
 *
 * @param <T> the type of the values
 */
public interface RemoteSender<T> extends AutoCloseable {
  /**
   * Sends an element. Returns when the server has stored it, which says nothing about receivers;
   * waits while the channel is full or the server is away.
   *
   * @param ctx ends the wait
   * @param value the element
   * @throws dev.gopark.context.ContextException if the context ended while the channel was full;
   *     nothing was stored
   * @throws RemoteException if the server refused, or the context ended while the server could not
   *     be reached or had not answered: see {@link RemoteException#mayHaveHappened()}
   * @throws InterruptedException if interrupted while waiting; the message says whether the element
   *     may have been stored
   * @throws dev.gopark.channel.ChannelClosedException if the channel is closed; nothing was stored
   * @throws IllegalArgumentException if the encoded value is larger than {@link
   *     SendOptions#maxPayload()}
   * @throws IllegalStateException if this sender is closed
   */
  default void send(Context ctx, T value) throws InterruptedException, RemoteException {
    send(ctx, value, Map.of());
  }

  /**
   * Sends an element with headers.
   *
   * @param ctx ends the wait
   * @param value the element
   * @param headers what travels with it, up to 64 entries
   * @throws dev.gopark.context.ContextException as {@link #send(Context, Object)}
   * @throws RemoteException as {@code send}
   * @throws InterruptedException as {@code send}
   * @throws dev.gopark.channel.ChannelClosedException as {@code send}
   * @throws IllegalArgumentException as {@code send}, or if there are too many headers
   * @throws IllegalStateException if this sender is closed
   */
  void send(Context ctx, T value, Map<String, String> headers)
      throws InterruptedException, RemoteException;

  /**
   * Sends an element if there is room and nobody waits for room. A round trip over the network all
   * the same.
   *
   * @param ctx ends the wait for the answer
   * @param value the element
   * @return whether it was stored; false: the channel is full
   * @throws dev.gopark.context.ContextException as {@link #send(Context, Object)}
   * @throws RemoteException as {@code send}
   * @throws InterruptedException as {@code send}
   * @throws dev.gopark.channel.ChannelClosedException as {@code send}
   * @throws IllegalArgumentException as {@code send}
   * @throws IllegalStateException if this sender is closed
   */
  boolean trySend(Context ctx, T value) throws InterruptedException, RemoteException;

  /**
   * Sends all that a local channel brings, in order, until it is closed and drained: the way to
   * have a select with a remote send, and the fastest way to send much. What waits in the local
   * channel travels together.
   *
   * <p>If this throws, elements that were taken from the local channel and not stored are lost to
   * it: up to as many as travel together.
   *
   * @param ctx ends it
   * @param from where the elements come from
   * @return how many were stored
   * @throws dev.gopark.context.ContextException as {@link #send(Context, Object)}
   * @throws RemoteException as {@code send}
   * @throws InterruptedException as {@code send}
   * @throws dev.gopark.channel.ChannelClosedException as {@code send}
   * @throws IllegalArgumentException as {@code send}
   * @throws IllegalStateException if this sender is closed
   */
  long pump(Context ctx, ReceiveChannel<? extends T> from)
      throws InterruptedException, RemoteException;

  /**
   * Closes the channel, for all processes: no sender can send any more, and receivers end when what
   * is in it has been acknowledged. Go's {@code close}.
   *
   * @param ctx ends the wait
   * @throws dev.gopark.channel.ChannelClosedException if it is closed already
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws RemoteException if the server refused or could not be reached
   * @throws InterruptedException if interrupted while waiting; the channel may be closed
   */
  void closeChannel(Context ctx) throws InterruptedException, RemoteException;

  /**
   * What this sender has done so far.
   *
   * @return a snapshot
   */
  SenderStats stats();

  /**
   * Lets go of this end; the channel stays open. Sends that wait throw {@code
   * IllegalStateException}. Idempotent; waits a few seconds at most.
   */
  @Override
  void close();
}
