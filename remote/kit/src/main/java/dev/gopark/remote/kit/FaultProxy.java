package dev.gopark.remote.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server on the loopback interface, and makes faults. */
public final class FaultProxy implements AutoCloseable {
  private final ServerSocket listener;
  private volatile int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger cutReplies = new AtomicInteger();
  private volatile String marker;
  private volatile boolean blackHole;
  private volatile boolean refusing;

  private FaultProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  public static FaultProxy to(int port) {
    try {
      var proxy = new FaultProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      Thread.ofPlatform().daemon().name("proxy-accept").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections have been made. */
  public int connections() {
    return connections.get();
  }

  /**
   * The next {@code count} requests that contain the text reach the server, but the answers to them
   * do not come back: the connection is cut instead.
   */
  public void cutReplies(int count, String requestWith) {
    marker = requestWith;
    cutReplies.set(count);
  }

  /** How many of these are still to come. */
  public int repliesToCut() {
    return cutReplies.get();
  }

  /** Nothing goes through in either direction, and nothing is cut. */
  public void blackHole(boolean on) {
    blackHole = on;
  }

  /** New connections go to another server. */
  public void retarget(int port) {
    target = port;
  }

  /** Connections are closed as soon as they are made. */
  public void refuse(boolean on) {
    refusing = on;
  }

  /** Cuts all connections. */
  public void cut() {
    sockets.forEach(FaultProxy::closeQuietly);
  }

  @Override
  public void close() {
    closeQuietly(listener);
    cut();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        if (refusing) {
          closeQuietly(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        var line = new Line(client, server);
        Thread.ofPlatform().daemon().name("proxy-up").start(() -> line.pump(client, server, true));
        Thread.ofPlatform()
            .daemon()
            .name("proxy-down")
            .start(() -> line.pump(server, client, false));
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  private static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      // It is closed, then.
    }
  }

  /** A client's connection and the one behind it. */
  private final class Line {
    private final Socket client;
    private final Socket server;
    private volatile boolean cutNextReply;

    Line(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pump(Socket from, Socket to, boolean up) {
      byte[] buffer = new byte[64 << 10];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count; (count = in.read(buffer)) >= 0; ) {
          while (blackHole && !from.isClosed()) {
            Thread.sleep(10);
          }
          if (up && marker != null && cutReplies.get() > 0 && contains(buffer, count, marker)) {
            cutReplies.decrementAndGet();
            cutNextReply = true;
          }
          if (!up && cutNextReply) {
            return; // the server has done it and has said so: to nobody
          }
          out.write(buffer, 0, count);
        }
      } catch (IOException | InterruptedException e) {
        // The other side is cut with this one.
      } finally {
        sockets.remove(client);
        sockets.remove(server);
        closeQuietly(client);
        closeQuietly(server);
      }
    }
  }

  private static boolean contains(byte[] buffer, int count, String text) {
    return new String(buffer, 0, count, java.nio.charset.StandardCharsets.ISO_8859_1)
        .contains(text);
  }
}
