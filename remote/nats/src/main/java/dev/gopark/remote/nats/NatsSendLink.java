package dev.gopark.remote.nats;

import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.Outgoing;
import dev.gopark.remote.spi.SendLink;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.Subscription;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sender's line: publishes one element after the other, since order matters. */
final class NatsSendLink implements SendLink {
  /*
   * The server refuses what is too much (DiscardNew) and forgets nothing of the last minutes' message ids, so
   * an element that is published again is stored once. A closed channel's stream listens to another subject:
   * the publish finds nobody, and then we ask why.
   */
  private final NatsLine line;
  private final NatsNames names;
  private final String producer;
  private final int capacity;
  private @Nullable JetStream stream;
  private @Nullable Subscription hints;

  NatsSendLink(NatsLine line, NatsNames names, String producer, int capacity) {
    this.line = line;
    this.names = names;
    this.producer = producer;
    this.capacity = capacity;
  }

  @Override
  public int send(long number, boolean again, List<Outgoing> elements)
      throws LinkException, RemoteException {
    return line.run(on -> {
      JetStream target = stream;
      if (target == null || again) {
        StreamInfo info = line.stream(on, names, capacity);
        if (NatsLine.closer(info) != null) {
          return CLOSED;
        }
        target = on.jetStream(line.jetStream());
        stream = target;
      }
      for (int i = 0; i < elements.size(); i++) {
        try {
          publish(target, producer + "-" + number + "-" + i, elements.get(i));
        } catch (JetStreamApiException e) {
          if (e.getApiErrorCode() == NatsLine.FULL) {
            return i;
          }
          throw e;
        } catch (IOException e) {
          StreamInfo info = line.find(on, names.stream());
          if (info != null && NatsLine.closer(info) != null) {
            return i == 0 ? CLOSED : i;
          }
          throw e;
        }
      }
      return elements.size();
    });
  }

  private void publish(JetStream target, String id, Outgoing element)
      throws IOException, JetStreamApiException {
    var headers = new Headers();
    element
        .headers()
        .forEach((name, value) ->
            headers.add("gopark-" + NatsNames.encode(name), NatsNames.encode(value)));
    var options = PublishOptions.builder().messageId(id).expectedStream(names.stream()).build();
    var unused = target.publish(names.subject(), headers, element.payload(), options);
  }

  @Override
  public void awaitRoom(Duration atMost) throws LinkException, RemoteException {
    boolean unused =
        line.run(on -> {
          Subscription waiting = hints(on);
          return waiting.nextMessage(atMost) != null;
        });
  }

  private Subscription hints(Connection on) {
    Subscription waiting = hints;
    if (waiting == null || !waiting.isActive()) {
      waiting = on.subscribe(names.room());
      waiting.setPendingLimits(64, -1); // a hint is enough
      hints = waiting;
    }
    return waiting;
  }

  @Override
  public void close() {
    Subscription waiting = hints;
    if (waiting != null && waiting.isActive()) {
      try {
        waiting.unsubscribe();
      } catch (IllegalStateException e) {
        // The connection is closed.
      }
    }
  }
}
