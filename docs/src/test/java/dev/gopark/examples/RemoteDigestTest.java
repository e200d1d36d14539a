package dev.gopark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline in several processes. */
class RemoteDigestTest {
  @TempDir Path directory;

  @Test
  @Tag("redis-server")
  void run_twoWorkers_isIdenticalToOneGoroutine() throws Exception {
    for (int i = 0; i < 50; i++) {
      Files.writeString(directory.resolve("file" + i), "content " + i);
    }
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("file1"));
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, UTF_8);
    int status =
        RemoteDigest.run(new String[] {"--workers", "2", directory.toString()}, out, System.err);
    String printed = bytes.toString(UTF_8);
    assertThat(printed)
        .contains("Started a Redis server on port ")
        .contains("with 2 worker processes")
        .contains("50 files")
        .endsWith("identical to a run in one goroutine" + System.lineSeparator());
    assertThat(status).isEqualTo(Digest.IDENTICAL);
  }

  @Test
  void run_badArguments_printsTheUsage() throws Exception {
    var bytes = new ByteArrayOutputStream();
    var err = new PrintStream(bytes, true, UTF_8);
    int status = RemoteDigest.run(new String[] {"--workers", "many"}, System.out, err);
    assertThat(status).isEqualTo(Digest.BAD_ARGUMENTS);
    assertThat(bytes.toString(UTF_8)).contains("Usage: RemoteDigest");
  }

  @Test
  void codec_eachKind_comesBackEqual() {
    var codec = new ResultCodec();
    for (FileResult result :
        new FileResult[] {
          new FileResult.Digested(Path.of("a"), 3, "abc"),
          new FileResult.Unreadable(Path.of("b"), "access denied"),
          new FileResult.NotAFile(Path.of("c"))
        }) {
      assertThat(codec.decode(codec.encode(result))).isEqualTo(result);
    }
    assertThatThrownBy(() -> codec.decode(new byte[] {1})).isInstanceOf(RuntimeException.class);
  }
}
