package dev.gopark.remote;

import dev.gopark.context.Context;
import dev.gopark.remote.spi.Engine;
import java.util.List;

/**
 * The channels of one server. Made by an engine's factory; close it when no sender or receiver of
 * it is needed any more.
 *
 * <p>A channel exists by being used: it has no life of its own until something was sent, and stays
 * on the server, closed or not, until it is {@linkplain #delete deleted}.
 */
public sealed interface RemoteChannels extends AutoCloseable permits EngineChannels {
  /**
   * The channels of an engine, once its server has been {@linkplain Engine#check checked}: for
   * engines' factories.
   *
   * @param ctx ends the wait for a server that is away
   * @param engine the engine, which is closed with the channels, or if this throws
   * @return channels on it
   * @throws RemoteException if the server will not do, or could not be reached before the context
   *     ended
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws InterruptedException if interrupted while waiting
   */
  static RemoteChannels connect(Context ctx, Engine engine)
      throws InterruptedException, RemoteException {
    var channels = new EngineChannels(engine);
    try {
      channels.check(ctx);
      return channels;
    } catch (Throwable t) {
      channels.close();
      throw t;
    }
  }

  /**
   * A sender. Connects when it is first used.
   *
   * @param name the channel's name: up to 200 characters, no braces or control characters
   * @param codec how to encode values
   * @param options capacity and limits
   * @param <T> the type of the values
   * @return a sender, to be closed
   * @throws IllegalArgumentException if the name will not do
   * @throws IllegalStateException if this is closed
   */
  <T> RemoteSender<T> sender(String name, Codec<T> codec, SendOptions options);

  /**
   * A receiver, which begins to fetch at once.
   *
   * @param name the channel's name
   * @param codec how to decode values
   * @param options prefetch, lease and limits
   * @param <T> the type of the values
   * @return a receiver, to be closed
   * @throws IllegalArgumentException if the name will not do
   * @throws IllegalStateException if this is closed
   */
  <T> RemoteReceiver<T> receiver(String name, Codec<T> codec, ReceiveOptions options);

  /**
   * How many elements are in a channel: unread, being worked on, or waiting for another delivery.
   * Asks the server; the answer is old when it comes.
   *
   * @param ctx ends the wait
   * @param name the channel's name
   * @return the number
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws RemoteException if the server refuses, or could not be reached before the context ended
   * @throws InterruptedException if interrupted while waiting
   */
  long size(Context ctx, String name) throws InterruptedException, RemoteException;

  /**
   * Removes a channel: its elements, its dead letters, and that it was closed. Receivers see an
   * empty channel afterwards, as if new.
   *
   * @param ctx ends the wait
   * @param name the channel's name
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws RemoteException if the server refuses, or could not be reached before the context ended
   * @throws InterruptedException if interrupted while waiting; it may have been removed
   */
  void delete(Context ctx, String name) throws InterruptedException, RemoteException;

  /**
   * The oldest dead letters of a channel. They stay until they are {@linkplain #removeDeadLetter
   * removed}, and nobody but you removes them: watch their number.
   *
   * @param ctx ends the wait
   * @param name the channel's name
   * @param max how many at most
   * @return the letters, oldest first
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws RemoteException if the server refuses, or could not be reached before the context ended
   * @throws InterruptedException if interrupted while waiting
   */
  List<DeadLetter> deadLetters(Context ctx, String name, int max)
      throws InterruptedException, RemoteException;

  /**
   * Forgets a dead letter, once somebody has seen to it.
   *
   * @param ctx ends the wait
   * @param name the channel's name
   * @param letter which
   * @return false if it was gone already
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws RemoteException if the server refuses, or could not be reached before the context ended
   * @throws InterruptedException if interrupted while waiting; it may have been removed
   */
  boolean removeDeadLetter(Context ctx, String name, DeadLetter letter)
      throws InterruptedException, RemoteException;

  /** Closes all senders and receivers of this, and its connections. Idempotent. */
  @Override
  void close();
}
