package dev.gopark.remote.nats;

import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.Fetched;
import dev.gopark.remote.spi.Held;
import dev.gopark.remote.spi.Incoming;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.ReceiveLink;
import dev.gopark.remote.spi.Settlement;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A receiver's line: a pull consumer that all receivers of a channel share. */
final class NatsReceiveLink implements ReceiveLink {
  /*
   * Leases, redelivery after them and delays are the server's. A pull for one element waits; when it brings
   * one, a second pull without waiting takes what else is there. A pull for many would have to be read to its
   * end, or what comes after we have left is out of reach for a lease.
   *
   * The server does not say whether an ack came too late, and takes it all the same: so ack is true here also
   * for a lease that was lost, which Redis's engine refuses.
   */
  private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);
  private static final Duration SHORTEST_PULL = Duration.ofSeconds(1); // the client's own limit

  private final NatsLine line;
  private final NatsNames names;
  private final ReceiveOptions options;
  private final Map<Held, Message> messages = new ConcurrentHashMap<>();
  private @Nullable ConsumerContext consumer;

  NatsReceiveLink(NatsLine line, NatsNames names, ReceiveOptions options) {
    this.line = line;
    this.names = names;
    this.options = options;
  }

  // The reader

  @Override
  public Fetched fetch(int max, Duration wait, Supplier<Collection<Held>> held)
      throws LinkException, RemoteException {
    var elements = new ArrayList<Incoming>();
    int[] buried = new int[1];
    boolean drained =
        line.run(on -> {
          ConsumerContext from = consumer;
          try {
            if (from == null) {
              line.consumer(on, names, options.lease());
              from = on.getConsumerContext(names.stream(), NatsNames.CONSUMER, line.jetStream());
              consumer = from;
            }
            Duration pull = wait.compareTo(SHORTEST_PULL) < 0 ? SHORTEST_PULL : wait;
            Message first = from.next(pull);
            if (first == null) {
              return isDrained(on);
            }
            take(on, first, elements, buried);
            if (max > 1) {
              rest(on, from, max - 1, elements, buried);
            }
            return false;
          } catch (JetStreamApiException e) {
            consumer = null;
            if (e.getApiErrorCode() == NatsLine.NO_STREAM
                || e.getApiErrorCode() == NatsLine.NO_CONSUMER) {
              return false; // somebody has deleted it: made anew at the next turn
            }
            throw e;
          } catch (IOException | io.nats.client.JetStreamStatusCheckedException e) {
            consumer = null; // perhaps it is gone
            throw e;
          }
        });
    return new Fetched(elements, drained, 0, buried[0]);
  }

  private void rest(
      Connection on, ConsumerContext from, int max, List<Incoming> elements, int[] buried)
      throws IOException,
          JetStreamApiException,
          InterruptedException,
          io.nats.client.JetStreamStatusCheckedException,
          TimeoutException {
    var fetch = FetchConsumeOptions.builder().maxMessages(max).noWait().build();
    FetchConsumer pull = from.fetch(fetch);
    Message next;
    while ((next = pull.nextMessage()) != null) {
      take(on, next, elements, buried);
    }
  }

  private void take(Connection on, Message message, List<Incoming> elements, int[] buried)
      throws IOException, JetStreamApiException, InterruptedException, TimeoutException {
    var meta = message.metaData();
    int attempt = (int) meta.deliveredCount();
    if (options.deliveryLimit() > 0 && attempt > options.deliveryLimit()) {
      int done = attempt - 1;
      bury(on, message, done, "delivered " + done + " times without an ack");
      buried[0]++;
      return;
    }
    var held = new Held(Long.toString(meta.streamSequence()), attempt);
    messages.keySet().removeIf(older -> older.id().equals(held.id()));
    messages.put(held, message);
    elements.add(
        new Incoming(
            held.id(),
            attempt,
            meta.timestamp().toInstant(),
            message.getData(),
            headers(message.getHeaders())));
  }

  private boolean isDrained(Connection on) throws IOException, JetStreamApiException {
    StreamInfo info = line.find(on, names.stream());
    return info != null
        && NatsLine.closer(info) != null
        && info.getStreamState().getMsgCount() == 0;
  }

  static Map<String, String> headers(@Nullable Headers headers) {
    if (headers == null) {
      return Map.of();
    }
    var map = new HashMap<String, String>();
    for (String name : headers.keySet()) {
      String value = headers.getFirst(name);
      if (name.startsWith("gopark-") && value != null) {
        map.put(NatsNames.decode(name.substring("gopark-".length())), NatsNames.decode(value));
      }
    }
    return Map.copyOf(map);
  }

  // The settler

  @Override
  public List<Boolean> settle(List<Settlement> settlements, boolean again)
      throws LinkException, RemoteException {
    return line.run(on -> {
      var answers = new ArrayList<@Nullable CompletableFuture<Message>>();
      var outcomes = new ArrayList<Boolean>();
      for (Settlement settlement : settlements) {
        Message message = messages.get(settlement.held());
        outcomes.add(message != null);
        answers.add(message == null ? null : settle(on, settlement, message));
      }
      for (int i = 0; i < answers.size(); i++) {
        CompletableFuture<Message> answer = answers.get(i);
        if (answer != null) {
          Message unused = answer.get();
        }
      }
      on.flush(line.timeout());
      settlements.forEach(settlement -> messages.remove(settlement.held()));
      on.publish(names.room(), new byte[0]);
      return outcomes;
    });
  }

  /** An ack's answer, which all acks of a request wait for together; null: nothing to wait for. */
  private @Nullable CompletableFuture<Message> settle(
      Connection on, Settlement settlement, Message message)
      throws IOException, JetStreamApiException, InterruptedException, TimeoutException {
    switch (settlement) {
      case Settlement.Ack ack -> {
        return on.requestWithTimeout(message.getReplyTo(), ACK, line.timeout());
      }
      case Settlement.Nack nack -> {
        if (nack.delay().isZero()) {
          message.nak();
        } else {
          message.nakWithDelay(nack.delay());
        }
      }
      case Settlement.GiveBack back -> message.nak();
      case Settlement.Reject reject ->
          bury(on, message, settlement.held().attempt(), reject.reason());
    }
    return null;
  }

  private void bury(Connection on, Message message, int attempts, String reason)
      throws IOException, JetStreamApiException, InterruptedException, TimeoutException {
    var management = on.jetStreamManagement(line.jetStream());
    if (line.find(on, names.deadStream()) == null) {
      var unused =
          management.addStream(
              StreamConfiguration.builder()
                  .name(names.deadStream())
                  .subjects(names.deadSubject())
                  .retentionPolicy(RetentionPolicy.Limits)
                  .storageType(StorageType.File)
                  .build());
    }
    var headers = new Headers(message.getHeaders());
    headers.remove("Nats-Msg-Id", "Nats-Expected-Stream");
    String id = Long.toString(message.metaData().streamSequence());
    headers.put("goparkdead-id", id);
    headers.put("goparkdead-attempts", Integer.toString(attempts));
    headers.put("goparkdead-reason", NatsNames.encode(reason));
    var once = PublishOptions.builder().messageId(names.stream() + "-" + id).build();
    var unused =
        on.jetStream(line.jetStream())
            .publish(names.deadSubject(), headers, message.getData(), once);
    message.term();
    on.flush(line.timeout());
  }

  @Override
  public List<Boolean> renew(List<Held> held) throws LinkException, RemoteException {
    return line.run(on -> {
      var known = new ArrayList<Boolean>();
      for (Held one : held) {
        Message message = messages.get(one);
        known.add(message != null);
        if (message != null) {
          message.inProgress();
        }
      }
      on.flush(line.timeout());
      return known;
    });
  }

  /** A pull ends by itself within a second. */
  @Override
  public void wake() {}

  /** The consumer is shared, and stays. */
  @Override
  public void leave() {}

  @Override
  public void close() {
    messages.clear();
  }
}
