package dev.gopark.remote.redis;

import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.kit.ChannelContract;
import dev.gopark.remote.kit.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract over Redis. */
@Tag("redis-server")
class RedisChannelContractTest extends ChannelContract {
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected RemoteChannels connect() throws Exception {
    return RedisChannels.connect(CTX, server.uri());
  }
}
