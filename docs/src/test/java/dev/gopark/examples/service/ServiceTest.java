package dev.gopark.examples.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.channel.Call;
import dev.gopark.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked service over loopback: routes, layers, the log, and how it ends. */
class ServiceTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Log log = new Log(new PrintStream(logged, false, UTF_8));

  private static String get(HttpClient client, Service service, String path) throws Exception {
    var uri = URI.create("http://localhost:" + service.port() + path);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri).timeout(LONG).build(),
            HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body().strip();
  }

  @Test
  void service_routes_answerAndAreLogged() throws Exception {
    try (var client = HttpClient.newHttpClient();
        var service = Service.start(0, Service.example(log), LONG)) {
      assertThat(get(client, service, "/")).isEqualTo("200 hello");
      assertThat(get(client, service, "/users/7?x=1")).isEqualTo("200 user 7");
      assertThat(get(client, service, "/files/a/b")).isEqualTo("200 a/b");
      assertThat(get(client, service, "/nowhere")).isEqualTo("404 not found");
      assertThat(get(client, service, "/slow")).isEqualTo("504 out of time");
    }
    log.close();
    assertThat(logged.toString(UTF_8).lines())
        .hasSize(5)
        .anyMatch(line -> line.matches("\\S+ GET /users/7 200 \\d+ us"))
        .anyMatch(line -> line.matches("\\S+ GET /slow 504 \\d+ us"));
  }

  @Test
  void layers_throwingAndBusyHandlers_areAnswers() throws Exception {
    Channel<Void> gate = Channel.make();
    Channel<Void> entered = Channel.make();
    var router =
        new Router()
            .on(
                "GET",
                "/throws",
                request -> {
                  throw new IOException("on purpose");
                })
            .on(
                "GET",
                "/waits",
                request -> {
                  entered.close();
                  gate.receive();
                  return Response.ok("waited");
                });
    Handler handler = Layer.onion(router, Layer.recovering(log), Layer.limiting(1));
    try (var client = HttpClient.newHttpClient();
        var service = Service.start(0, handler, LONG)) {
      assertThat(get(client, service, "/throws")).isEqualTo("500 internal error");
      var waits = Call.go(() -> get(client, service, "/waits"));
      entered.receive();
      assertThat(get(client, service, "/throws")).isEqualTo("503 busy");
      gate.close();
      assertThat(waits.await()).isEqualTo("200 waited");
    }
    log.close();
    assertThat(logged.toString(UTF_8))
        .contains("GET /throws threw java.io.IOException: on purpose");
  }

  @Test
  void close_requestUnderWay_isFinishedAndNewOnesAreRefused() throws Exception {
    Channel<Void> gate = Channel.make();
    Channel<Void> entered = Channel.make();
    var router =
        new Router()
            .on(
                "GET",
                "/waits",
                request -> {
                  entered.close();
                  gate.receive();
                  return Response.ok("finished");
                })
            .on("GET", "/new", request -> Response.ok("new"));
    try (var client = HttpClient.newHttpClient()) {
      var service = Service.start(0, router, LONG);
      var waits = Call.go(() -> get(client, service, "/waits"));
      entered.receive();
      var closed = Call.goRun(service::close);
      String answer;
      do {
        answer = get(client, service, "/new");
      } while (answer.equals("200 new")); // until close has begun
      assertThat(answer).isEqualTo("503 shutting down");
      assertThat(closed.isDone()).isFalse();
      gate.close();
      assertThat(waits.await()).isEqualTo("200 finished");
      closed.await();
      assertThatThrownBy(() -> get(client, service, "/new")).isInstanceOf(IOException.class);
    }
    log.close();
  }

  @Test
  void close_requestThatDoesNotEnd_isCancelledAfterTheGrace() throws Exception {
    Channel<Void> entered = Channel.make();
    var router =
        new Router()
            .on(
                "GET",
                "/waits",
                request -> {
                  entered.close();
                  request.ctx().done().receive();
                  return Response.ok(request.ctx().cause().getMessage());
                });
    try (var client = HttpClient.newHttpClient()) {
      var service = Service.start(0, router, Duration.ofMillis(50));
      var waits = Call.go(() -> get(client, service, "/waits"));
      entered.receive();
      service.close();
      assertThat(waits.await()).isEqualTo("200 the service is shutting down");
    }
    log.close();
  }

  @Test
  void log_manyGoroutines_noLineIsMixed() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int me = i;
      threads.add(
          dev.gopark.Go.go(() -> {
            for (int n = 0; n < 100; n++) {
              log.line(Integer.toString(me).repeat(50));
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    log.close();
    assertThat(logged.toString(UTF_8).lines())
        .hasSize(2_000)
        .allMatch(line -> line.matches("\\S+ (\\d+?)\\1{49}"));
  }
}
