package dev.gopark.remote.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/** Where a server is and how to get in: a {@code redis:} or {@code rediss:} URI. */
record RedisAddress(
    HostAndPort hostAndPort,
    boolean tls,
    @Nullable String user,
    @Nullable String password,
    int database,
    Duration timeout) {
  private static final int DEFAULT_PORT = 6379;

  static RedisAddress parse(URI uri, Duration timeout) {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "the timeout must be from 1 ms to 10 minutes, not " + timeout);
    }
    String scheme = uri.getScheme();
    if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
      throw wrong("it must start with redis:// or rediss://");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw wrong("it has no host that can be understood");
    }
    String user = null;
    String password = null;
    String info = uri.getRawUserInfo();
    if (info != null) {
      int colon = info.indexOf(':');
      if (colon > 0) {
        user = decode(info.substring(0, colon));
      }
      password = decode(info.substring(colon + 1));
    }
    int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
    return new RedisAddress(
        new HostAndPort(uri.getHost(), port),
        "rediss".equals(scheme),
        user,
        password,
        database(uri),
        timeout);
  }

  private static int database(URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    try {
      int number = Integer.parseInt(path.substring(1));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong("its path must be the number of a database, such as /0");
  }

  /** Without the URI itself, which may hold a password. */
  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "cannot understand the address of the Redis server: "
            + why
            + "; expected redis://[[user]:password@]host[:port][/database]");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  JedisClientConfig config() {
    int millis = (int) timeout.toMillis();
    var config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .autoNegotiateProtocol(false)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis)
            .user(user)
            .password(password)
            .database(database);
    return tls ? config.sslOptions(SslOptions.defaults()).build() : config.build();
  }

  /** For messages: no secrets. */
  @Override
  public String toString() {
    return "Redis at " + hostAndPort;
  }
}
