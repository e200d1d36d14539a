package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an interrupt makes of input and output, in a virtual thread, is recognised. */
class InterruptingIoTest {
  @AutoClose private final CancelContext ctx = Context.withCancel(Context.background());
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  InterruptingIoTest() throws IOException {}

  /** Runs a block in a virtual thread and ends the context when it waits: what comes out. */
  private Throwable endedWhileWaitingIn(Task block) throws Exception {
    var thrown = new AtomicReference<Throwable>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ctx.run(block);
              } catch (Throwable t) {
                thrown.set(t);
              }
              if (Thread.interrupted()) {
                thrown.set(new AssertionError("the flag got out"));
              }
            });
    Await.parked(thread);
    ctx.cancel();
    thread.join();
    server.close();
    return thrown.get();
  }

  @Test
  @DisplayName("SocketException: Closed by interrupt")
  void socket_read_isRecognised() throws Exception {
    try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(endedWhileWaitingIn(() -> socket.getInputStream().read()))
          .isInstanceOf(CanceledException.class);
    }
  }

  @Test
  void serverSocket_accept_isRecognised() throws Exception {
    assertThat(endedWhileWaitingIn(() -> server.accept().close()))
        .isInstanceOf(CanceledException.class);
  }

  @Test
  void datagramSocket_receive_isRecognised() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(endedWhileWaitingIn(() -> socket.receive(new DatagramPacket(new byte[1], 1))))
          .isInstanceOf(CanceledException.class);
    }
  }

  @Test
  @DisplayName("ClosedByInterruptException, wrapped")
  void socketChannel_read_isRecognised() throws Exception {
    try (var channel = SocketChannel.open(server.getLocalSocketAddress())) {
      Task read =
          () -> {
            try {
              int unused = channel.read(ByteBuffer.allocate(1));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      assertThat(endedWhileWaitingIn(read)).isInstanceOf(CanceledException.class);
    }
  }

  @Test
  @DisplayName("InterruptedIOException")
  void pipe_read_isRecognised() throws Exception {
    try (var in = new PipedInputStream(new PipedOutputStream())) {
      assertThat(endedWhileWaitingIn(() -> in.read())).isInstanceOf(CanceledException.class);
    }
  }

  @Test
  void fileLock_isRecognised() throws Exception {
    // To wait for a file's lock takes another process.
    Task lock =
        () -> {
          LockSupport.park();
          throw new FileLockInterruptionException();
        };
    assertThat(endedWhileWaitingIn(lock)).isInstanceOf(CanceledException.class);
  }

  @Test
  @DisplayName("a timeout of the socket's own, or a reset, is no interrupt")
  void otherExceptionsOfSockets_comeOut() throws Exception {
    for (IOException own :
        new IOException[] {new SocketTimeoutException("mine"), new SocketException("reset")}) {
      CancelContext each = Context.withCancel(ctx);
      assertThatThrownBy(() ->
              each.run(() -> {
                each.cancel();
                throw own;
              }))
          .isInstanceOf(CompletionException.class)
          .hasCause(own);
      assertThat(Thread.interrupted()).isFalse();
    }
    server.close();
  }
}
