package dev.gopark.sched;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The client of {@link HttpEcho}: some connections, each of which sends the next request when it
 * has the answer to the last. For each round it prints {@code ready}, waits for a line, and prints
 * how many requests were answered and how long they took. A request without an answer at the end
 * counts among the times with its age.
 */
final class HttpLoad implements Runnable {
  private static final long PAUSE_MILLIS = 300;
  private static final byte[] BODY =
      "0123456789abcdef".repeat(4).getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private Samples times = new Samples();
  private long sentAt;

  private HttpLoad(Socket socket) {
    this.socket = socket;
  }

  /** Arguments: port, connections, rounds, milliseconds a round, and before the first. */
  public static void main(String[] args) throws Exception {
    List<HttpLoad> loads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
      socket.setTcpNoDelay(true);
      loads.add(new HttpLoad(socket));
    }
    for (HttpLoad load : loads) {
      Thread.ofVirtual().start(load);
    }
    TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[4]));
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      System.out.println("ready");
      if (System.in.read() < 0) {
        return;
      }
      long begin = System.nanoTime();
      for (HttpLoad load : loads) {
        load.takeTimes();
      }
      TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[3]));
      long end = System.nanoTime();
      var all = new Samples();
      int answered = 0;
      for (HttpLoad load : loads) {
        all.add(load.waitingSince(begin, end));
        Samples some = load.takeTimes();
        answered += some.size();
        all.addAll(some);
      }
      System.out.printf(
          "%d %d %d %d %d%n",
          answered, end - begin, all.percentile(0.5), all.percentile(0.99), all.percentile(1));
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // what was held up is answered now
    }
  }

  @Override
  public void run() {
    try (socket) {
      var answers = new HttpMessage(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] request = HttpMessage.of("POST /echo HTTP/1.1\r\nHost: localhost", BODY);
      for (; ; ) {
        send();
        out.write(request);
        if (!Arrays.equals(answers.nextBody(), BODY)) {
          throw new IOException("the answer is not the echo of the request");
        }
        answered();
      }
    } catch (IOException e) {
      System.err.println("client: " + e);
      System.exit(1);
    }
  }

  private synchronized void send() {
    sentAt = System.nanoTime();
  }

  private synchronized void answered() {
    times.add(System.nanoTime() - sentAt);
  }

  private synchronized Samples takeTimes() {
    Samples taken = times;
    times = new Samples();
    return taken;
  }

  /** How long, of the time between these two, the last request has been under way. */
  private synchronized long waitingSince(long begin, long end) {
    return Math.max(end - Math.max(begin, sentAt), 0);
  }
}
