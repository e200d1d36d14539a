package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.channel.Received;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.RemoteReceiver;
import dev.gopark.remote.RemoteSender;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.kit.ChildJvm;
import dev.gopark.remote.kit.Ledger;
import dev.gopark.remote.kit.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import redis.clients.jedis.Jedis;

/** What tests with a Redis server have in common: each test has a server of its own. */
@Tag("redis-server")
abstract class RedisTest {
  static final Context CTX = Context.background();
  static final Duration SOON = Duration.ofSeconds(60);
  static final Codec<String> TEXT = Codec.string();
  static final ReceiveOptions OPTIONS = ReceiveOptions.defaults().withDrain(Duration.ZERO);

  final String name = "test:" + UUID.randomUUID();
  private final List<AutoCloseable> open = new ArrayList<>();
  private RedisServer server;

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  /** Closed after the test, last in first out. */
  <T extends AutoCloseable> T opened(T what) {
    open.add(what);
    return what;
  }

  RedisServer start(String... config) {
    server = opened(RedisServer.start(config));
    return server;
  }

  RedisServer server() {
    return server == null ? start() : server;
  }

  RemoteChannels connect() throws Exception {
    return connect(server().port());
  }

  RemoteChannels connect(int port) throws Exception {
    return opened(RedisChannels.connect(CTX, uri(port), Duration.ofSeconds(3)));
  }

  static URI uri(int port) {
    return URI.create("redis://127.0.0.1:" + port);
  }

  RemoteSender<String> sender(RemoteChannels channels, int capacity) {
    return channels.sender(name, TEXT, SendOptions.defaults().withCapacity(capacity));
  }

  RemoteReceiver<String> receiver(RemoteChannels channels) {
    return channels.receiver(name, TEXT, OPTIONS);
  }

  RemoteReceiver<String> receiver(RemoteChannels channels, Duration lease) {
    return channels.receiver(name, TEXT, OPTIONS.withLease(lease));
  }

  /** A consumer as a process of its own, up. */
  ChildJvm consumer(Duration lease, String mode, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                Integer.toString(server().port()), name, Long.toString(lease.toMillis()), mode));
    arguments.addAll(List.of(more));
    return opened(ChildJvm.start(Consumer.class.getName(), arguments));
  }

  /** A client of the server beside ours. */
  Jedis jedis() {
    return opened(new Jedis("127.0.0.1", server().port(), 20_000));
  }

  static Delivery<String> next(RemoteReceiver<String> receiver) throws InterruptedException {
    return switch (receiver.deliveries().tryReceive(SOON)) {
      case Received.Value<Delivery<String>> found -> found.value();
      case Received.Empty<Delivery<String>> nothing -> throw new AssertionError("nothing came");
      case Received.Closed<Delivery<String>> end ->
          throw new AssertionError("closed", receiver.failure());
    };
  }

  static void assertEnds(RemoteReceiver<String> receiver) throws InterruptedException {
    assertThat(receiver.deliveries().tryReceive(SOON)).isInstanceOf(Received.Closed.class);
    assertThat(receiver.failure()).isNull();
  }

  void send(RemoteSender<String> tx, Ledger ledger, String value) throws Exception {
    tx.send(CTX, value);
    ledger.accepted(value);
  }

  /** Acknowledges all that comes, until everything that was accepted is acknowledged. */
  static void drain(RemoteReceiver<String> rx, Ledger ledger) throws InterruptedException {
    while (!ledger.missing().isEmpty()) {
      Delivery<String> d = next(rx);
      if (d.ack()) {
        ledger.acked(d.value());
      }
    }
  }
}
