package dev.gopark.examples;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** The results of one run, sorted by path. For one thread. */
final class Summary {
  private final Path root;
  private final Map<Path, FileResult> results = new TreeMap<>();
  private int files;
  private long bytes;

  Summary(Path root) {
    this.root = root;
  }

  void add(FileResult result) {
    results.put(root.relativize(result.path()), result);
    if (result instanceof FileResult.Digested digested) {
      files++;
      bytes += digested.bytes();
    }
  }

  /** How many files were digested. */
  int files() {
    return files;
  }

  /** How many bytes they have. */
  long bytes() {
    return bytes;
  }

  List<FileResult.Unreadable> unreadable() {
    return only(FileResult.Unreadable.class);
  }

  List<FileResult.NotAFile> notFiles() {
    return only(FileResult.NotAFile.class);
  }

  private <R extends FileResult> List<R> only(Class<R> kind) {
    return results.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The SHA-256 of what {@code sha256sum} prints for the files, sorted by name. */
  String digest() {
    var sha256 = FileResult.sha256();
    results.forEach((path, result) -> {
      if (result instanceof FileResult.Digested digested) {
        String line = digested.sha256() + "  " + path + "\n";
        sha256.update(line.getBytes(StandardCharsets.UTF_8));
      }
    });
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** A line for each path on which this and the other disagree. */
  List<String> differences(Summary other) {
    var paths = new TreeSet<>(results.keySet());
    paths.addAll(other.results.keySet());
    var lines = new ArrayList<String>();
    for (Path path : paths) {
      FileResult mine = results.get(path);
      FileResult others = other.results.get(path);
      if (!Objects.equals(mine, others)) {
        lines.add(path + ": " + describe(mine) + ", then " + describe(others));
      }
    }
    return lines;
  }

  private static String describe(FileResult result) {
    return switch (result) {
      case null -> "not there";
      case FileResult.Digested d -> d.bytes() + " bytes, " + d.sha256();
      case FileResult.Unreadable u -> "unreadable (" + u.reason() + ")";
      case FileResult.NotAFile n -> "not a file";
    };
  }
}
