package dev.gopark.examples.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/**
 * Requests a second of the service beside the JDK's handler tree: the same server, a handler for
 * each route in a context of its own and a virtual thread for each request, without layers. Both
 * take turns.
 */
public final class ServiceBench {
  private static final int ROUNDS = 5;
  private static final int CLIENTS = 4;
  private static final Duration LENGTH = Duration.ofMillis(1_500);

  private ServiceBench() {}

  /**
   * Measures.
   *
   * @param args optionally, how many routes, more than one number for more than one measurement
   * @throws Exception if a request fails
   */
  public static void main(String[] args) throws Exception {
    int[] routes =
        args.length == 0
            ? new int[] {10, 1_000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    for (int count : routes) {
      compare(System.out, count);
    }
  }

  private static void compare(PrintStream out, int routes) throws Exception {
    var log = new Log(new PrintStream(OutputStream.nullOutputStream()));
    var own = new double[ROUNDS];
    var bare = new double[ROUNDS];
    var jdk = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) { // the first warms up
      double[] now = new double[3];
      try (var service = Service.start(0, layered(log, routes), Duration.ofSeconds(5))) {
        now[0] = load(service.port(), routes);
      }
      try (var service = Service.start(0, router(routes), Duration.ofSeconds(5))) {
        now[1] = load(service.port(), routes);
      }
      try (var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
        HttpServer server = tree(routes, virtual);
        now[2] = load(server.getAddress().getPort(), routes);
        server.stop(0);
      }
      if (round >= 0) {
        own[round] = now[0];
        bare[round] = now[1];
        jdk[round] = now[2];
      }
    }
    log.close();
    out.printf(
        "%,d routes, %d connections, requests a second (median, least, most)%n", routes, CLIENTS);
    print(out, "service, four layers", own);
    print(out, "service, router only", bare);
    print(out, "JDK's handler tree", jdk);
  }

  private static void print(PrintStream out, String name, double[] values) {
    Arrays.sort(values);
    out.printf(
        Locale.ROOT,
        "  %-22s %,10.0f  (%,.0f to %,.0f)%n",
        name,
        values[values.length / 2],
        values[0],
        values[values.length - 1]);
  }

  private static String path(int route) {
    return "/api/v1/resource" + route + "/items";
  }

  private static Router router(int routes) {
    var router = new Router();
    for (int i = 0; i < routes; i++) {
      router.on("GET", path(i), request -> Response.ok("hello\n"));
    }
    return router;
  }

  private static Handler layered(Log log, int routes) {
    return Layer.onion(
        router(routes),
        Layer.logging(log),
        Layer.recovering(log),
        Layer.limiting(1_000),
        Layer.deadline(Duration.ofSeconds(10)));
  }

  private static HttpServer tree(int routes, Executor executor) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = "hello\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < routes; i++) {
      server.createContext(
          path(i),
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
    }
    server.setExecutor(executor);
    server.start();
    return server;
  }

  /** Requests a second of some connections that are kept alive, each with one request at a time. */
  private static double load(int port, int routes) throws Exception {
    long end = System.nanoTime() + LENGTH.toNanos();
    List<FutureTask<Integer>> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int first = c;
      var client = new FutureTask<>(() -> request(port, routes, first, end));
      clients.add(client);
      Thread.ofPlatform().daemon().start(client);
    }
    long sum = 0;
    for (var client : clients) {
      sum += client.get();
    }
    return sum * 1e9 / LENGTH.toNanos();
  }

  private static int request(int port, int routes, int first, long end) throws IOException {
    int count = 0;
    var buffer = new byte[4_096];
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      var out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      for (int i = first; System.nanoTime() - end < 0; i++) {
        String request = "GET " + path((i * 7) % routes) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        int length = 0;
        do {
          int n = in.read(buffer, length, buffer.length - length);
          if (n < 0) {
            throw new IOException("the server closed the connection");
          }
          length += n;
        } while (!endsWithBody(buffer, length));
        count++;
      }
    }
    return count;
  }

  private static boolean endsWithBody(byte[] buffer, int length) {
    String text = new String(buffer, 0, length, StandardCharsets.US_ASCII);
    if (!text.startsWith("HTTP/1.1 200")) {
      throw new IllegalStateException("not what was expected: " + text);
    }
    return text.endsWith("\r\n\r\nhello\n");
  }
}
