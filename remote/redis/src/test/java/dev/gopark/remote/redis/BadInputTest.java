package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.channel.Received;
import dev.gopark.context.Context;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.SendOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, passwords, keys and options that are wrong: refused, with a sentence that helps. */
class BadInputTest extends RedisTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost", "redis:///0", "redis://localhost/x", "redis://localhost/-1"})
  void connect_badAddress_saysWhatIsExpected(String address) {
    assertThatThrownBy(() -> RedisChannels.connect(CTX, URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected redis://");
  }

  @Test
  void connect_badAddress_doesNotShowThePassword() {
    assertThatThrownBy(() -> RedisChannels.connect(CTX, URI.create("redis://:secret@localhost/x")))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
  }

  @Test
  void connect_nobodyThere_endsWithTheContextAndNamesHostAndPort() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (var ctx = Context.withTimeout(CTX, Duration.ofSeconds(2))) {
      assertThatThrownBy(() -> RedisChannels.connect(ctx, uri(port)))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("not reachable");
    }
  }

  @Test
  void connect_nobodyAnswers_endsWithTheContext() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var ctx = Context.withTimeout(CTX, Duration.ofSeconds(2))) {
      assertThatThrownBy(() -> RedisChannels.connect(ctx, uri(silent.getLocalPort())))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("127.0.0.1:" + silent.getLocalPort());
    }
  }

  @Test
  void connect_wrongPassword_saysSoAtOnce() {
    start("--requirepass", "right");
    int port = server().port();
    for (String user : new String[] {"", ":wrong@"}) {
      assertThatThrownBy(
              () -> RedisChannels.connect(CTX, URI.create("redis://" + user + "127.0.0.1:" + port)))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("check user and password")
          .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong@"));
    }
  }

  @Test
  void connect_rightPasswordAndDatabase_works() throws Exception {
    start("--requirepass", "p@ss:w/rd");
    var uri = URI.create("redis://:p%40ss%3Aw%2Frd@127.0.0.1:" + server().port() + "/3");
    try (var channels = RedisChannels.connect(CTX, uri);
        var tx = sender(channels, 10)) {
      tx.send(CTX, "a");
      assertThat(channels.size(CTX, name)).isEqualTo(1);
      assertThat(channels.toString()).doesNotContain("p@ss");
    }
  }

  @Test
  void key_ofAnotherType_sendAndReceiveFailAndSaySo() throws Exception {
    var channels = connect();
    jedis().set("{" + name + "}:s", "not a stream");
    var tx = sender(channels, 10);
    assertThatThrownBy(() -> tx.send(CTX, "a"))
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("somebody else uses a key");
    var rx = receiver(channels);
    assertThat(rx.deliveries().tryReceive(SOON)).isInstanceOf(Received.Closed.class);
    assertThat(rx.failure()).isInstanceOf(RemoteException.class).hasMessageContaining("WRONGTYPE");
  }

  @Test
  void options_outOfRange_areRefused() {
    var receive = ReceiveOptions.defaults();
    var send = SendOptions.defaults();
    assertThatThrownBy(() -> receive.withLease(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lease");
    assertThatThrownBy(() -> receive.withLease(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> receive.withPrefetch(0)).hasMessageContaining("prefetch");
    assertThatThrownBy(() -> receive.withDeliveryLimit(-1)).hasMessageContaining("deliveryLimit");
    assertThatThrownBy(() -> receive.withConsumer("a{b")).hasMessageContaining("consumer");
    assertThatThrownBy(() -> send.withCapacity(0)).hasMessageContaining("capacity");
    assertThatThrownBy(() -> send.withMaxPayload(1 << 30)).hasMessageContaining("maxPayload");
    assertThatThrownBy(() -> RedisChannels.connect(CTX, uri(1), Duration.ZERO))
        .hasMessageContaining("timeout");
  }
}
