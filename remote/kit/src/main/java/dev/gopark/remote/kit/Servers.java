package dev.gopark.remote.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What servers of all kinds need: a program, a port, a folder. */
final class Servers {
  private static final Duration START = Duration.ofSeconds(60);

  private Servers() {}

  /** The program, or an error that says how to get it. */
  static Path program(String property, List<String> places, String packageName) {
    String given = System.getProperty(property);
    if (given != null) {
      Path path = Path.of(given);
      if (Files.isExecutable(path)) {
        return path;
      }
      throw new IllegalStateException("-D" + property + "=" + given + " is no program");
    }
    for (String place : places) {
      if (Files.isExecutable(Path.of(place))) {
        return Path.of(place);
      }
    }
    throw new IllegalStateException(
        packageName
            + " is not installed: run `apt-get install "
            + packageName
            + "` (Debian, Ubuntu), or say where it is with -D"
            + property
            + "=/path/to/"
            + packageName);
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new folder below target. */
  static Path folder(String kind) {
    try {
      Path target = Path.of("target").toAbsolutePath();
      Files.createDirectories(target);
      return Files.createTempDirectory(target, kind + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server came up; false: it has ended, perhaps because its port was taken. */
  static boolean awaitUp(Watched server, int port, String greeting, String... signs) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < START.toNanos()) {
      if (!server.isAlive()) {
        return false;
      }
      String answer = ask(port, greeting);
      for (String sign : signs) {
        if (answer.startsWith(sign)) {
          return true;
        }
      }
      pause();
    }
    throw new IllegalStateException("the server on port " + port + " did not come up");
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server came up", e);
    }
  }

  /** The beginning of what a server says; empty: nobody there. */
  private static String ask(int port, String greeting) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
      byte[] bytes = new byte[64];
      int count = socket.getInputStream().read(bytes);
      return count <= 0 ? "" : new String(bytes, 0, count, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
