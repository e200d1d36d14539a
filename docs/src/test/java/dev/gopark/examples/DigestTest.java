package dev.gopark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gopark.Go;
import dev.gopark.context.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path tree;

  // Both runs

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16})
  void run_tree_digestsEveryFileAndIsIdentical(int workers) throws Exception {
    Map<String, byte[]> contents = makeTree(300);

    var result = run("--workers", "" + workers, tree.toString());

    assertThat(result.err).isEmpty();
    assertThat(result.status).isEqualTo(Digest.IDENTICAL);
    long bytes = contents.values().stream().mapToLong(c -> c.length).sum();
    String count = String.format("%,d files, %,d bytes", contents.size(), bytes);
    assertThat(result.out)
        .contains("with " + workers + " workers")
        .containsPattern("parallel +" + count)
        .containsPattern("sequential +" + count)
        .containsPattern("ratio +\\d+[.]\\d\\d times as fast with " + workers + " workers")
        .contains("digest      " + sha256sum(contents))
        .endsWith("identical" + System.lineSeparator())
        .doesNotContain("unreadable", "not files");
  }

  @Test
  void run_emptyTree_isIdentical() throws Exception {
    var result = run(tree.toString());
    assertThat(result.status).isEqualTo(Digest.IDENTICAL);
    assertThat(result.out).contains("0 files, 0 bytes").contains("identical");
  }

  @Test
  void run_links_areReportedAndNotFollowed() throws Exception {
    Files.writeString(tree.resolve("file"), "content");
    Files.createSymbolicLink(tree.resolve("link"), tree.resolve("file"));
    Files.createSymbolicLink(tree.resolve("loop"), tree);
    Files.createSymbolicLink(tree.resolve("nowhere"), tree.resolve("missing"));

    var result = run(tree.toString());

    assertThat(result.status).isEqualTo(Digest.IDENTICAL);
    assertThat(result.out).contains("1 files, 7 bytes").contains("not files   3 links");
  }

  @Test
  void run_linkToDirectoryAsArgument_isFollowed() throws Exception {
    Path real = Files.createDirectory(tree.resolve("real"));
    Files.writeString(real.resolve("file"), "content");
    Path link = Files.createSymbolicLink(tree.resolve("link"), real);
    assertThat(run(link.toString()).out).contains("1 files, 7 bytes");
  }

  // What cannot be read

  @Test
  void run_fileWithoutPermission_isCountedAndReported() throws Exception {
    Files.writeString(tree.resolve("open"), "content");
    Path secret = Files.writeString(tree.resolve("secret"), "content");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));

    var result = run(tree.toString());

    assertThat(result.status).isEqualTo(Digest.IDENTICAL);
    if (Files.isReadable(secret)) { // for root everything is
      assertThat(result.out).contains("2 files, 14 bytes").doesNotContain("unreadable");
    } else {
      assertThat(result.out).contains("1 files, 7 bytes").contains("unreadable  1");
      assertThat(result.out).contains(secret + ": access denied");
    }
  }

  /**
   * Too long a path cannot be opened, not even by root. It is made by moving one tree under
   * another.
   */
  @Test
  void run_pathTooLongToOpen_isCountedAndReported() throws Exception {
    Files.writeString(tree.resolve("open"), "content");
    Path top = Files.createDirectories(tree.resolve(("a".repeat(200) + "/").repeat(11)));
    Path other = tree.resolveSibling(tree.getFileName() + "-other");
    Files.createDirectories(other.resolve(("b".repeat(200) + "/").repeat(11)));
    Path moved = Files.move(other, top.resolve("b"));
    try {
      var result = run(tree.toString());

      assertThat(result.status).isEqualTo(Digest.IDENTICAL);
      assertThat(result.out).contains("1 files, 7 bytes").contains("unreadable  1");
      assertThat(result.out).containsIgnoringCase("name too long");
    } finally {
      Files.move(moved, other);
      deleteTree(other);
    }
  }

  @Test
  void run_treeChangesBetweenTheRuns_isDifferent() throws Exception {
    Path file = Files.writeString(tree.resolve("file"), "one");
    // The line that tells of the first run changes what the second one finds.
    var out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (toString(UTF_8).contains("first ")) {
              assertThatCode(() -> Files.writeString(file, "other")).doesNotThrowAnyException();
            }
          }
        };
    int status =
        Digest.run(
            new String[] {tree.toString()},
            new PrintStream(out, true, UTF_8),
            System.err,
            Context.background());

    assertThat(status).isEqualTo(Digest.DIFFERENT);
    assertThat(out.toString(UTF_8))
        .contains("different: 1")
        .containsPattern("file: 3 bytes, [0-9a-f]{64}, then 5 bytes, [0-9a-f]{64}")
        .doesNotContain("identical");
  }

  // Early ends

  @Test
  void run_deadline_stopsCleanlyWithItsOwnStatus() throws Exception {
    Endless.makeFile(tree);
    Files.writeString(tree.resolve("a small one"), "content");
    int before = Go.numGoroutine();

    long start = System.nanoTime();
    var result = run("--deadline", "300ms", tree.toString());

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(result.status).isEqualTo(Digest.OUT_OF_TIME);
    assertThat(result.err).isEmpty();
    assertThat(result.out)
        .contains("deadline of 0.3s hit during the first run, after ", "everything is closed")
        .doesNotContain("identical");
    awaitGoroutines(before);
  }

  @Test
  void run_contextCancelled_stopsAtOnce() throws Exception {
    Endless.makeFile(tree);
    var cancelled = Context.withCancel(Context.background());
    cancelled.cancel();
    var result = run(cancelled, tree.toString());
    assertThat(result.status).isEqualTo(Digest.INTERRUPTED);
    assertThat(result.out).contains("interrupted during the first run");
  }

  @Test
  void sequential_stop_endsInTheMiddleOfAFile() throws Exception {
    Endless.makeFile(tree);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
    assertThat(Sequential.run(tree, () -> System.nanoTime() - end > 0).files()).isZero();
  }

  // Arguments

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fast             | unknown option: --fast",
        "-x .               | unknown option: -x",
        "--workers          | --workers needs a value",
        "--workers 0        | --workers must be a number from 1 to 10000, not 0",
        "--workers -1       | --workers must be a number from 1 to 10000, not -1",
        "--workers 99999999999 | --workers must be a number from 1 to 10000, not 99999999999",
        "--workers many     | --workers must be a number from 1 to 10000, not many",
        "--deadline         | --deadline needs a value",
        "--deadline 30      | --deadline must be a time such as 500ms, 30s, 2m or 1h, not 30",
        "--deadline -1s     | --deadline must be a time such as 500ms, 30s, 2m or 1h, not -1s",
        "--deadline soon    | --deadline must be a time such as 500ms, 30s, 2m or 1h, not soon",
        "/no/such/directory | no such directory: /no/such/directory",
        ". .                | one directory, please",
      })
  void run_badArguments_oneClearLineAndStatus2(String args, String message) {
    var result = run(args.split(" "));
    assertThat(result.status).isEqualTo(Digest.BAD_ARGUMENTS);
    assertThat(result.out).isEmpty();
    assertThat(result.err.lines()).hasSize(2).first().asString().contains(message);
    assertThat(result.err).startsWith("digest: ").doesNotContain("Exception", "\tat ");
  }

  @Test
  void run_fileInsteadOfDirectory_isRefused() throws Exception {
    Path file = Files.writeString(tree.resolve("file"), "content");
    var result = run(file.toString());
    assertThat(result.status).isEqualTo(Digest.BAD_ARGUMENTS);
    assertThat(result.err).contains("not a directory: " + file);
  }

  @Test
  void run_help_printsUsage() {
    var result = run("--workers", "3", "--help");
    assertThat(result.status).isZero();
    assertThat(result.out).startsWith("Usage: Digest ").contains("--workers", "--deadline");
  }

  // Helpers

  private record Result(int status, String out, String err) {}

  private static Result run(String... args) {
    return run(Context.background(), args);
  }

  private static Result run(Context ctx, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Digest.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), ctx);
    return new Result(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  private Map<String, byte[]> makeTree(int files) throws IOException {
    var random = new Random(files);
    var contents = new TreeMap<String, byte[]>();
    for (int i = 0; i < files; i++) {
      String name = "d" + i % 7 + "/e" + i % 3 + "/file " + i;
      var content = new byte[i % 10 == 0 ? 0 : random.nextInt(100_000)];
      random.nextBytes(content);
      Path path = tree.resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, content);
      contents.put(name, content);
    }
    return contents;
  }

  private static String sha256sum(Map<String, byte[]> contents) throws Exception {
    var lines = new StringBuilder();
    for (var content : contents.entrySet()) {
      var sha256 = MessageDigest.getInstance("SHA-256").digest(content.getValue());
      lines.append(HexFormat.of().formatHex(sha256)).append("  ").append(content.getKey());
      lines.append('\n');
    }
    byte[] all = lines.toString().getBytes(UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
  }

  private static void awaitGoroutines(int count) {
    long end = System.nanoTime() + SOON.toNanos();
    while (Go.numGoroutine() > count) {
      assertThat(System.nanoTime()).as("goroutines left behind").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
