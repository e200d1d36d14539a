package dev.gopark.remote.nats;

import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.LinkException;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The connection to a server, which all of its channels share, and what errors mean. */
final class NatsLine {
  /*
   * The client multiplexes, reconnects by itself and has threads of its own, so one connection does for all.
   * Whatever goes wrong on the way is a LinkException; what the server answers is told by its number.
   */
  static final int NO_STREAM = 10059;
  static final int NO_CONSUMER = 10014;
  static final int NO_MESSAGE = 10037;
  static final int FULL = 10077;
  private static final int IN_USE = 10058;
  private static final int SUBJECTS_OVERLAP = 10065;

  private static final String CLOSED = "closed ";
  private static final Duration DUPLICATES = Duration.ofMinutes(10);
  private static final int DEFAULT_CAPACITY = 1024;

  /** Work with the server. */
  interface Work<R> {
    R run(Connection connection)
        throws IOException,
            JetStreamApiException,
            InterruptedException,
            TimeoutException,
            ExecutionException,
            io.nats.client.JetStreamStatusCheckedException;
  }

  private final URI uri;
  private final Duration timeout;

  /** Guarded by this. */
  private @Nullable Connection connection;

  private volatile boolean closed;

  NatsLine(URI uri, Duration timeout) {
    this.uri = uri;
    this.timeout = timeout;
  }

  Duration timeout() {
    return timeout;
  }

  JetStreamOptions jetStream() {
    return JetStreamOptions.builder().requestTimeout(timeout).build();
  }

  <R> R run(Work<R> work) throws LinkException, RemoteException {
    try {
      return work.run(connected());
    } catch (JetStreamApiException e) {
      throw refused(e);
    } catch (AuthenticationException e) {
      throw new RemoteException(
          this + " does not let us in: " + e.getMessage() + "; check user and password", e);
    } catch (IOException
        | TimeoutException
        | ExecutionException
        | IllegalStateException
        | io.nats.client.JetStreamStatusCheckedException e) {
      throw new LinkException(this + " is not reachable: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(this + ": interrupted", e);
    }
  }

  private static RuntimeException refused(JetStreamApiException e) throws RemoteException {
    throw new RemoteException("NATS refuses: " + e.getMessage(), e);
  }

  private synchronized Connection connected() throws IOException, InterruptedException {
    Connection current = connection;
    if (closed) {
      throw new IOException("closed");
    }
    if (current == null || current.getStatus() == Connection.Status.CLOSED) {
      Options.Builder options =
          Options.builder()
              .server("nats://" + uri.getHost() + ":" + uri.getPort())
              .connectionTimeout(timeout)
              .maxReconnects(-1)
              .reconnectWait(Duration.ofMillis(100))
              .errorListener(new ErrorListener() {});
      String info = uri.getUserInfo();
      if (info != null && info.contains(":")) {
        int colon = info.indexOf(':');
        options.userInfo(info.substring(0, colon), info.substring(colon + 1));
      }
      current = Nats.connect(options.build());
      connection = current;
    }
    if (current.getStatus() != Connection.Status.CONNECTED) {
      throw new IOException("reconnecting");
    }
    return current;
  }

  /** The stream of a channel, made if there is none; its capacity set if one is given. */
  StreamInfo stream(Connection on, NatsNames names, int capacity)
      throws IOException, JetStreamApiException {
    var management = on.jetStreamManagement(jetStream());
    StreamInfo info = find(on, names.stream());
    if (info == null) {
      try {
        return management.addStream(config(names, capacity > 0 ? capacity : DEFAULT_CAPACITY));
      } catch (JetStreamApiException e) {
        if (e.getApiErrorCode() != IN_USE && e.getApiErrorCode() != SUBJECTS_OVERLAP) {
          throw e;
        }
        info = management.getStreamInfo(names.stream()); // somebody else was faster
      }
    }
    if (capacity > 0 && info.getConfiguration().getMaxMsgs() != capacity) {
      return management.updateStream(
          StreamConfiguration.builder(info.getConfiguration()).maxMessages(capacity).build());
    }
    return info;
  }

  private static StreamConfiguration config(NatsNames names, int capacity) {
    return StreamConfiguration.builder()
        .name(names.stream())
        .subjects(names.subject())
        .retentionPolicy(RetentionPolicy.WorkQueue)
        .discardPolicy(DiscardPolicy.New)
        .storageType(StorageType.File)
        .maxMessages(capacity)
        .duplicateWindow(DUPLICATES)
        .build();
  }

  /** Null: there is none. */
  @Nullable StreamInfo find(Connection on, String stream)
      throws IOException, JetStreamApiException {
    try {
      return on.jetStreamManagement(jetStream()).getStreamInfo(stream);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() == NO_STREAM) {
        return null;
      }
      throw e;
    }
  }

  void consumer(Connection on, NatsNames names, Duration lease)
      throws IOException, JetStreamApiException {
    Object unused = stream(on, names, 0);
    unused =
        on.jetStreamManagement(jetStream())
            .addOrUpdateConsumer(
                names.stream(),
                ConsumerConfiguration.builder()
                    .durable(NatsNames.CONSUMER)
                    .ackPolicy(AckPolicy.Explicit)
                    .ackWait(lease)
                    .maxDeliver(-1)
                    .maxAckPending(-1)
                    .build());
  }

  static @Nullable String closer(StreamInfo info) {
    String description = info.getConfiguration().getDescription();
    return description != null && description.startsWith(CLOSED)
        ? description.substring(CLOSED.length())
        : null;
  }

  /** A stream's configuration, closed: it takes nothing any more, since its subject is another. */
  static StreamConfiguration closed(StreamInfo info, NatsNames names, String token) {
    return StreamConfiguration.builder(info.getConfiguration())
        .description(CLOSED + token)
        .subjects(names.closedSubject())
        .build();
  }

  synchronized void close() {
    closed = true;
    Connection current = connection;
    if (current != null) {
      try {
        current.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** For messages: no secrets. */
  @Override
  public String toString() {
    return "NATS at " + uri.getHost() + ":" + uri.getPort();
  }
}
