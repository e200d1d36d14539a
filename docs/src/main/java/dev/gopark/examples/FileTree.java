package dev.gopark.examples;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The files below a directory, one directory after the other.
 *
 * <p>Nothing is left out: links and devices are given as they are, and so is a directory that
 * cannot be listed; links are not followed.
 */
final class FileTree implements Iterator<Path> {
  private final Deque<Path> toVisit = new ArrayDeque<>();
  private Path next;

  FileTree(Path root) {
    toVisit.push(root);
  }

  @Override
  public boolean hasNext() {
    while (next == null && !toVisit.isEmpty()) {
      Path path = toVisit.pop();
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !expand(path)) {
        next = path;
      }
    }
    return next != null;
  }

  @Override
  public Path next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more files");
    }
    Path path = next;
    next = null;
    return path;
  }

  /** Puts the entries of a directory on the stack: whether it could be listed. */
  private boolean expand(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (var stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return false;
    }
    entries.sort(Collections.reverseOrder());
    entries.forEach(toVisit::push);
    return true;
  }
}
