package dev.gopark.remote.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A NATS server of our own, with JetStream, on a free port of the loopback interface. */
public final class NatsServer implements AutoCloseable {
  private static final int TRIES = 10;

  private final Path folder = Servers.folder("nats");
  private int port;
  private Watched process;

  private NatsServer() {}

  /** Starts one; what it stores is in its folder below target. */
  public static NatsServer start() {
    var server = new NatsServer();
    for (int i = 0; i < TRIES; i++) {
      server.port = Servers.freePort();
      if (server.launch()) {
        return server;
      }
    }
    throw new IllegalStateException("nats-server does not start: see " + server.folder);
  }

  private boolean launch() {
    Path program =
        Servers.program(
            "gopark.nats.server",
            List.of(
                "/usr/sbin/nats-server",
                "/usr/bin/nats-server",
                "/usr/local/bin/nats-server",
                "/opt/homebrew/bin/nats-server"),
            "nats-server");
    process =
        Watched.start(
            Optional.of(folder.resolve("nats.log")),
            List.of(
                program.toString(),
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-js",
                "-sd",
                folder.toString()));
    if (Servers.awaitUp(process, port, "", "INFO ")) {
      return true;
    }
    process.close();
    return false;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "nats://127.0.0.1:" + port;
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
    throw new IllegalStateException("nats-server does not start again: see " + folder);
  }

  @Override
  public void close() {
    process.close();
  }
}
