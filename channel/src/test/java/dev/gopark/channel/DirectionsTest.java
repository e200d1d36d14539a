package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directional faces, checked by asking the compiler: Go's test/chan/perm. */
class DirectionsTest {
  @TempDir private Path folder;

  /** What the compiler says of a method body over a channel of each direction; "" if it is fine. */
  private String compile(String body) {
    String source =
        """
        import dev.gopark.channel.*;
        class Perm {
          void perm(Channel<Integer> both, SendChannel<Integer> out, ReceiveChannel<Integer> in)
              throws Exception {
            %s
          }
        }
        """
            .formatted(body);
    Path file = folder.resolve("Perm.java");
    var output = new StringWriter();
    try (var print = new PrintWriter(output)) {
      Files.writeString(file, source);
      String path = location(Channel.class) + File.pathSeparator + location(Go.class);
      ToolProvider.findFirst("javac")
          .orElseThrow()
          .run(print, print, "-proc:none", "-d", folder.toString(), "-cp", path, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output.toString();
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("C16 a channel is usable as either direction")
  void bidirectional_convertsToEither() {
    assertThat(
            compile(
                """
                out = both;
                in = both;
                out.send(1); out.trySend(1); out.close(); out.tryClose(); out.onSend(1);
                Integer v = in.receive(); in.tryReceive(); in.range(x -> {}); in.onReceive();
                for (Integer w : in) {}
                both.send(both.receive());
                """))
        .isEmpty();
  }

  @Test
  @DisplayName("C16 a directional face does not convert back or over")
  void directional_doesNotConvert() {
    assertThat(compile("both = out;")).contains("incompatible types");
    assertThat(compile("both = in;")).contains("incompatible types");
    assertThat(compile("out = in;")).contains("incompatible types");
    assertThat(compile("in = out;")).contains("incompatible types");
  }

  @Test
  @DisplayName("C16 a receiver can neither send nor close")
  void receiveChannel_cannotSendOrClose() {
    assertThat(compile("in.send(1);")).contains("cannot find symbol");
    assertThat(compile("in.trySend(1);")).contains("cannot find symbol");
    assertThat(compile("in.onSend(1);")).contains("cannot find symbol");
    assertThat(compile("in.close();")).contains("cannot find symbol");
    assertThat(compile("in.tryClose();")).contains("cannot find symbol");
    assertThat(compile("try (in) {}")).contains("AutoCloseable");
  }

  @Test
  @DisplayName("C16 a sender cannot receive")
  void sendChannel_cannotReceive() {
    assertThat(compile("out.receive();")).contains("cannot find symbol");
    assertThat(compile("out.tryReceive();")).contains("cannot find symbol");
    assertThat(compile("out.onReceive();")).contains("cannot find symbol");
    assertThat(compile("for (var v : out) {}")).contains("for-each");
  }

  @Test
  @DisplayName("C16 the faces are sealed")
  void faces_areSealed() {
    assertThat(SendChannel.class.isSealed()).isTrue();
    assertThat(ReceiveChannel.class.isSealed()).isTrue();
    assertThat(Channel.class.isSealed()).isTrue();
    assertThat(Received.class.isSealed()).isTrue();
  }

  @Test
  @DisplayName("C24 issue67190: a channel and its directional views are one object")
  void views_areIdentical() {
    Channel<Integer> channel = Channel.make();
    SendChannel<Integer> out = channel;
    ReceiveChannel<Integer> in = channel;
    assertThat((Object) out).isSameAs(in).isEqualTo(channel).hasSameHashCodeAs(channel);
  }
}
