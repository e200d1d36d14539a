package dev.gopark.remote.nats;

import dev.gopark.remote.DeadLetter;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.spi.Engine;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.ReceiveLink;
import dev.gopark.remote.spi.SendLink;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A NATS server with JetStream. */
final class NatsEngine implements Engine {
  private final NatsLine line;

  NatsEngine(NatsLine line) {
    this.line = line;
  }

  @Override
  public String address() {
    return line.toString();
  }

  @Override
  public void check() throws LinkException, RemoteException {
    var unused = line.run(on -> on.jetStreamManagement(line.jetStream()).getAccountStatistics());
  }

  @Override
  public SendLink sender(String channel, String producer, SendOptions options) {
    return new NatsSendLink(line, new NatsNames(channel), producer, options.capacity());
  }

  @Override
  public ReceiveLink receiver(String channel, String consumer, ReceiveOptions options) {
    return new NatsReceiveLink(line, new NatsNames(channel), options);
  }

  @Override
  public long size(String channel) throws LinkException, RemoteException {
    return line.run(on -> {
      StreamInfo info = line.find(on, new NatsNames(channel).stream());
      return info == null ? 0L : info.getStreamState().getMsgCount();
    });
  }

  @Override
  public boolean closeChannel(String channel, String token) throws LinkException, RemoteException {
    var names = new NatsNames(channel);
    return line.run(on -> {
      StreamInfo info = line.stream(on, names, 0);
      String closer = NatsLine.closer(info);
      if (closer == null) {
        var unused =
            on.jetStreamManagement(line.jetStream())
                .updateStream(NatsLine.closed(info, names, token));
        on.publish(names.room(), new byte[0]);
        return true;
      }
      return closer.equals(token);
    });
  }

  @Override
  public void deleteChannel(String channel) throws LinkException, RemoteException {
    var names = new NatsNames(channel);
    boolean unused =
        line.run(on -> {
          boolean dead = delete(on, names.deadStream());
          return delete(on, names.stream()) || dead;
        });
  }

  private boolean delete(Connection on, String stream) throws IOException, JetStreamApiException {
    return line.find(on, stream) != null
        && on.jetStreamManagement(line.jetStream()).deleteStream(stream);
  }

  @Override
  public List<DeadLetter> deadLetters(String channel, int max)
      throws LinkException, RemoteException {
    String stream = new NatsNames(channel).deadStream();
    return line.run(on -> {
      var letters = new ArrayList<DeadLetter>();
      StreamInfo info = line.find(on, stream);
      if (info == null) {
        return letters;
      }
      long last = info.getStreamState().getLastSequence();
      // A stream that has never had a message says 0, which is no number of a message.
      for (long at = Math.max(1, info.getStreamState().getFirstSequence());
          at <= last && letters.size() < max;
          at++) {
        MessageInfo message = message(on, stream, at);
        if (message != null) {
          letters.add(letter(message));
        }
      }
      return letters;
    });
  }

  private @Nullable MessageInfo message(Connection on, String stream, long number)
      throws IOException, JetStreamApiException {
    try {
      return on.jetStreamManagement(line.jetStream()).getMessage(stream, number);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() == NatsLine.NO_MESSAGE) {
        return null; // removed
      }
      throw e;
    }
  }

  private static DeadLetter letter(MessageInfo message) {
    Headers headers = message.getHeaders();
    byte[] data = message.getData();
    return new DeadLetter(
        Long.toString(message.getSeq()),
        first(headers, "goparkdead-id", ""),
        Integer.parseInt(first(headers, "goparkdead-attempts", "0")),
        NatsNames.decode(first(headers, "goparkdead-reason", "")),
        data == null ? new byte[0] : data,
        NatsReceiveLink.headers(headers));
  }

  private static String first(@Nullable Headers headers, String name, String otherwise) {
    String value = headers == null ? null : headers.getFirst(name);
    return value == null ? otherwise : value;
  }

  @Override
  public boolean removeDeadLetter(String channel, String letter)
      throws LinkException, RemoteException {
    String stream = new NatsNames(channel).deadStream();
    long number = Long.parseLong(letter);
    return line.run(on ->
        message(on, stream, number) != null
            && on.jetStreamManagement(line.jetStream()).deleteMessage(stream, number));
  }

  @Override
  public Share share(
      String channel,
      String member,
      int shards,
      Duration lease,
      List<Integer> keep,
      List<Integer> finished)
      throws RemoteException {
    throw new RemoteException(
        "sharded receivers are not offered over NATS: use Redis, or a receiver for each shard",
        null);
  }

  @Override
  public void close() {
    line.close();
  }
}
