package dev.gopark.remote.redis;

import dev.gopark.context.Context;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.RemoteException;
import java.net.URI;
import java.time.Duration;

/** Remote channels over a Redis server, 7.0 or newer. */
public final class RedisChannels {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private RedisChannels() {}

  /**
   * Connects to a server, with a timeout of two seconds for each answer.
   *
   * @param ctx ends the wait for a server that is away
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss:} for TLS
   * @return its channels, to be closed
   * @throws IllegalArgumentException if the URI cannot be understood
   * @throws RemoteException if the server refuses, is too old, or could not be reached before the
   *     context ended; the message names host and port
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws InterruptedException if interrupted while waiting
   */
  public static RemoteChannels connect(Context ctx, URI uri)
      throws InterruptedException, RemoteException {
    return connect(ctx, uri, TIMEOUT);
  }

  /**
   * Connects to a server.
   *
   * @param ctx ends the wait for a server that is away
   * @param uri as {@link #connect(Context, URI)}
   * @param timeout how long to wait for a connection or an answer before the connection counts as
   *     lost
   * @return its channels, to be closed
   * @throws IllegalArgumentException if the URI cannot be understood
   * @throws RemoteException if the server refuses, is too old, or could not be reached before the
   *     context ended
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws InterruptedException if interrupted while waiting
   */
  public static RemoteChannels connect(Context ctx, URI uri, Duration timeout)
      throws InterruptedException, RemoteException {
    return RemoteChannels.connect(ctx, new RedisEngine(RedisAddress.parse(uri, timeout)));
  }
}
