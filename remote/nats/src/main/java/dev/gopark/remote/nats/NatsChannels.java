package dev.gopark.remote.nats;

import dev.gopark.context.Context;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.RemoteException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * Remote channels over a NATS server with JetStream, 2.9 or newer. What differs from Redis:
 *
 * <ul>
 *   <li>Leases, redelivery and delays are the server's own, so a dead consumer costs nobody a look.
 *   <li>The capacity is the stream's: the sender that was made last sets it for all.
 *   <li>An ack that comes after the lease was lost is taken, and true.
 *   <li>What a closed receiver hands back counts as an attempt.
 *   <li>Duplicates of a send are recognized for ten minutes.
 *   <li>There are no sharded receivers.
 * </ul>
 */
public final class NatsChannels {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int DEFAULT_PORT = 4222;

  private NatsChannels() {}

  /**
   * Connects to a server.
   *
   * @param ctx ends the wait for a server that is away
   * @param uri {@code nats://[user:password@]host[:port]}
   * @return its channels, to be closed
   * @throws IllegalArgumentException if the URI cannot be understood
   * @throws RemoteException if the server refuses, has no JetStream, or could not be reached before
   *     the context ended; the message names host and port
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws InterruptedException if interrupted while waiting
   */
  public static RemoteChannels connect(Context ctx, URI uri)
      throws InterruptedException, RemoteException {
    Objects.requireNonNull(uri, "uri");
    if (!"nats".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "cannot understand the address of the NATS server; expected"
              + " nats://[user:password@]host[:port]");
    }
    URI full = uri;
    if (uri.getPort() == -1) {
      String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
      full = URI.create("nats://" + info + uri.getHost() + ":" + DEFAULT_PORT);
    }
    return RemoteChannels.connect(ctx, new NatsEngine(new NatsLine(full, TIMEOUT)));
  }
}
