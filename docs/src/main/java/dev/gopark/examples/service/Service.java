package dev.gopark.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gopark.Go;
import dev.gopark.context.CancelContext;
import dev.gopark.context.Context;
import dev.gopark.sync.Semaphore;
import dev.gopark.timer.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * An HTTP server with a goroutine for each request, on the JDK's own server: it accepts and parses,
 * all the rest is here. Closing it is graceful: new requests are refused, those under way have some
 * time to end, and then their contexts are cancelled.
 */
public final class Service implements AutoCloseable {
  private static final long ALL = 1 << 20;
  private static final Duration LAST = Duration.ofSeconds(1);

  private final HttpServer server;
  private final Handler handler;
  private final Duration grace;
  private final CancelContext ctx;
  private final Semaphore requests = new Semaphore(ALL);

  private Service(HttpServer server, Handler handler, Duration grace) {
    this.server = server;
    this.handler = handler;
    this.grace = grace;
    this.ctx = Context.withCancel(Context.background());
  }

  /** Starts a server on the loopback interface; port 0 is any free one. */
  static Service start(int port, Handler handler, Duration grace) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var service = new Service(HttpServer.create(address, 0), handler, grace);
    service.server.createContext("/", service::serve);
    service.server.setExecutor(task -> Go.go(task::run));
    service.server.start();
    return service;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (!requests.tryAcquire()) {
      try (exchange) {
        answer(exchange, new Response(503, "shutting down\n"));
      }
      return;
    }
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      answer(
          exchange,
          handler.handle(new Request(ctx, exchange.getRequestMethod(), path, Map.of(), exchange)));
    } catch (IOException e) {
      throw e; // the client went away
    } catch (Exception e) {
      throw new IOException("no layer took care of this", e);
    } finally {
      requests.release();
    }
  }

  private static void answer(HttpExchange exchange, Response response) throws IOException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Ends gracefully. */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      // Whoever waits for all permits lets nobody else have one: from here on requests are refused.
      if (!requests.tryAcquire(ALL, grace)) {
        ctx.cancel(new IllegalStateException("the service is shutting down"));
        boolean unused = requests.tryAcquire(ALL, LAST);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    ctx.cancel();
    server.stop(0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A small service: {@code /}, {@code /users/:id}, {@code /slow} and {@code /files/*path}. Ctrl-C
   * ends it.
   *
   * @param args optionally a port, 8080 by default
   * @throws Exception if it cannot start
   */
  @SuppressWarnings("ClosingStandardOutputStreams") // a log does not close its stream
  public static void main(String[] args) throws Exception {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    try (var ctx = Context.untilShutdown(Duration.ofSeconds(20));
        var log = new Log(System.out);
        var service = start(port, example(log), Duration.ofSeconds(10))) {
      log.line("http://localhost:" + service.port());
      ctx.done().receive();
      log.line("shutting down");
    }
  }

  /** Routes in their layers. */
  static Handler example(Log log) {
    var router =
        new Router()
            .on("GET", "/", request -> Response.ok("hello\n"))
            .on("GET", "/users/:id", request -> Response.ok("user " + request.param("id") + "\n"))
            .on("GET", "/files/*path", request -> Response.ok(request.param("path") + "\n"))
            .on(
                "GET",
                "/slow",
                request -> {
                  Timers.sleep(Duration.ofMinutes(1)); // the deadline ends it
                  return Response.ok("at last\n");
                });
    return Layer.onion(
        router,
        Layer.logging(log),
        Layer.recovering(log),
        Layer.limiting(1_000),
        Layer.deadline(Duration.ofSeconds(1)));
  }
}
