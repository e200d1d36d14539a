package dev.gopark.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What became of one path. */
sealed interface FileResult {
  /** The path that this is about. */
  Path path();

  /** A file that was read to its end. */
  record Digested(Path path, long bytes, String sha256) implements FileResult {}

  /** A file or directory that could not be read. */
  record Unreadable(Path path, String reason) implements FileResult {}

  /** A link, a device, a socket. */
  record NotAFile(Path path) implements FileResult {}

  /**
   * Digests one file.
   *
   * @param stop asked between two blocks: whether to give up
   * @return empty if it gave up
   */
  static Optional<FileResult> of(Path path, BooleanSupplier stop) {
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        return Optional.of(new Unreadable(path, "a directory that cannot be listed"));
      }
      return attributes.isRegularFile() ? digest(path, stop) : Optional.of(new NotAFile(path));
    } catch (IOException e) {
      return Optional.of(new Unreadable(path, reason(e)));
    }
  }

  private static Optional<FileResult> digest(Path path, BooleanSupplier stop) throws IOException {
    MessageDigest sha256 = sha256();
    var block = new byte[64 * 1024];
    long bytes = 0;
    try (InputStream in = Files.newInputStream(path)) {
      for (int n; (n = in.read(block)) >= 0; bytes += n) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        sha256.update(block, 0, n);
      }
    }
    return Optional.of(new Digested(path, bytes, HexFormat.of().formatHex(sha256.digest())));
  }

  /** A new SHA-256, which every Java platform has. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "access denied";
      case NoSuchFileException gone -> "no such file";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.toString();
    };
  }
}
