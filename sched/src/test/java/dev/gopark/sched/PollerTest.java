package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PollerTest {
  private static final int ROUNDS = 50;

  /** Echoes over a connection on loopback, each side on a thread of its own. */
  private interface Starter {
    Thread start(IoTask task);
  }

  private interface IoTask {
    void run() throws IOException;
  }

  private static int echo(Starter starter) throws IOException {
    var echoed = new AtomicInteger();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving =
          starter.start(() -> {
            try (Socket socket = server.accept()) {
              for (int value; (value = socket.getInputStream().read()) >= 0; ) {
                socket.getOutputStream().write(value);
              }
            }
          });
      Thread calling =
          starter.start(() -> {
            try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
              for (int i = 0; i < ROUNDS; i++) {
                socket.getOutputStream().write(i);
                if (socket.getInputStream().read() == i) {
                  echoed.incrementAndGet();
                }
              }
            }
          });
      Await.end(calling);
      Await.end(serving);
    }
    return echoed.get();
  }

  @Test
  @DisplayName(
      "G30 the JVM's socket pollers never land on a scheduler: its close stops no socket I/O")
  void close_afterSocketIo_ordinaryVirtualThreadsStillDoTheirs() throws IOException {
    try (Scheduler scheduler = Scheduler.builder().procs(2).build()) {
      assertThat(echo(task -> scheduler.go(task::run))).isEqualTo(ROUNDS);
      ProcessorsTest.settle(scheduler);
    }
    assertThat(echo(task -> Thread.ofVirtual().start(() -> quietly(task)))).isEqualTo(ROUNDS);
  }

  private static void quietly(IoTask task) {
    try {
      task.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
