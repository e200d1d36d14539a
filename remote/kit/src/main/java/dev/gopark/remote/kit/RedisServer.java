package dev.gopark.remote.kit;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Redis server of our own on a free port of the loopback interface. */
public final class RedisServer implements AutoCloseable {
  private static final int TRIES = 10;

  private final Path folder = Servers.folder("redis");
  private final List<String> config;
  private int port;
  private Watched process;

  private RedisServer(List<String> config) {
    this.config = config;
  }

  /** Whether there is a program to start. */
  public static Path program() {
    return Servers.program(
        "gopark.redis.server",
        List.of(
            "/usr/bin/redis-server",
            "/usr/local/bin/redis-server",
            "/opt/homebrew/bin/redis-server"),
        "redis-server");
  }

  /**
   * Starts one that keeps nothing on disk.
   *
   * @param config more options of the command line, such as {@code --appendonly yes}
   */
  public static RedisServer start(String... config) {
    var server = new RedisServer(List.of(config));
    for (int i = 0; i < TRIES; i++) {
      server.port = Servers.freePort();
      if (server.launch()) {
        return server;
      }
    }
    throw new IllegalStateException("redis-server does not start: see " + server.folder);
  }

  private boolean launch() {
    var command =
        new ArrayList<>(
            List.of(
                program().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--daemonize",
                "no",
                "--loglevel",
                "notice"));
    command.addAll(config);
    process = Watched.start(Optional.of(folder.resolve("redis.log")), command);
    if (Servers.awaitUp(process, port, "PING\r\n", "+PONG", "-NOAUTH", "-MASTERDOWN")) {
      return true;
    }
    process.close();
    return false;
  }

  public int port() {
    return port;
  }

  public URI uri() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  public Watched process() {
    return process;
  }

  /** kill -9. */
  public void kill() {
    process.kill();
    process.close();
  }

  /** Starts it again, on the same port and folder, after {@link #kill}. */
  public void restart() {
    for (int i = 0; i < TRIES; i++) {
      if (launch()) {
        return;
      }
    }
    throw new IllegalStateException("redis-server does not start again: see " + folder);
  }

  @Override
  public void close() {
    process.close();
  }
}
