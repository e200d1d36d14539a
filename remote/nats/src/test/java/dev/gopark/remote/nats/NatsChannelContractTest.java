package dev.gopark.remote.nats;

import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.kit.ChannelContract;
import dev.gopark.remote.kit.NatsServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract over NATS. */
@Tag("nats-server")
class NatsChannelContractTest extends ChannelContract {
  private static NatsServer server;

  @BeforeAll
  static void start() {
    server = NatsServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected RemoteChannels connect() throws Exception {
    return NatsChannels.connect(CTX, URI.create(server.url()));
  }

  @Override
  protected boolean handingBackCounts() {
    return true;
  }
}
