package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server on loopback with a goroutine for each connection, and a client in a JVM of its own
 * ({@link HttpLoad}), always on the JDK's scheduler.
 */
final class HttpEcho {
  private static final int CONNECTIONS = 32;

  private HttpEcho() {}

  static void quiet(Rows rows, boolean quick) throws Exception {
    measure(rows, quick, 0);
  }

  /** With goroutines that compute on the same scheduler during each round. */
  static void withHogs(Rows rows, boolean quick) throws Exception {
    measure(rows, quick, 4);
  }

  private static void measure(Rows rows, boolean quick, int hogs) throws Exception {
    int rounds = quick ? 2 : 3;
    long roundMillis = quick ? 1_000 : 2_000;
    try (var listener = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
      Go.go("acceptor", () -> accept(listener));
      Process client = client(listener.getLocalPort(), rounds, roundMillis, quick ? 1_000 : 3_000);
      try (var answers = client.inputReader(StandardCharsets.US_ASCII)) {
        for (int round = 0; round < rounds; round++) {
          round(rows, round, hogs, client.getOutputStream(), answers);
        }
      } finally {
        client.destroy();
        client.waitFor(5, TimeUnit.SECONDS);
      }
    }
  }

  private static void round(
      Rows rows, int round, int hogs, OutputStream commands, BufferedReader answers)
      throws Exception {
    expect("ready", answers.readLine());
    String[][] answer = new String[1][];
    Task body =
        () -> {
          commands.write('\n');
          commands.flush();
          answer[0] = String.valueOf(answers.readLine()).split(" ");
        };
    Cost cost;
    var busy = new Hogs(hogs);
    try {
      cost = Cost.of(body);
    } finally {
      busy.stop();
    }
    // HttpLoad: requests, nanoseconds: length of the round, median, 99th percentile, worst
    double[] numbers = new double[5];
    expect("5 numbers", answer[0].length == 5 ? "5 numbers" : String.join(" ", answer[0]));
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Double.parseDouble(answer[0][i]);
    }
    rows.print(round, "throughput", numbers[0] / (numbers[1] / 1e9), "requests/s");
    rows.print(round, "median", numbers[2] / 1e6, "ms");
    rows.print(round, "p99", numbers[3] / 1e6, "ms");
    rows.print(round, "worst", numbers[4] / 1e6, "ms");
    if (hogs == 0) {
      rows.print(round, "cpu", cost.cpuNanos() / numbers[0], "ns/request");
    }
  }

  private static void expect(String expected, String line) throws IOException {
    if (!expected.equals(line)) {
      throw new IOException("the client said \"" + line + "\" instead of \"" + expected + "\"");
    }
  }

  private static void accept(ServerSocket listener) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket connection = listener.accept();
      Go.go(() -> serve(connection));
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      var requests = new HttpMessage(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      for (byte[] body; (body = requests.nextBody()) != null; ) {
        out.write(HttpMessage.of("HTTP/1.1 200 OK", body));
      }
    } catch (IOException e) {
      // The client has gone, in the middle of a request as always.
    }
  }

  private static Process client(int port, int rounds, long roundMillis, long warmUpMillis)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            HttpLoad.class.getName(),
            String.valueOf(port),
            String.valueOf(CONNECTIONS),
            String.valueOf(rounds),
            String.valueOf(roundMillis),
            String.valueOf(warmUpMillis))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
