package dev.gopark.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line of {@link Digest}. Whatever is wrong with it is an IllegalArgumentException. */
record DigestOptions(Path directory, int workers, Optional<Duration> deadline, Action action) {
  /** What is asked for. */
  enum Action {
    DIGEST,
    SHOW_USAGE,
    COMPARE_SCHEDULERS
  }

  static final int MAX_WORKERS = 10_000;

  static final String USAGE =
      """
      Usage: Digest [--workers N] [--deadline TIME] [DIRECTORY] | --hogs

      Digests (SHA-256) every file below DIRECTORY, the current one by default, with a pipeline of
      goroutines and one file after the other, and compares what they find and how long they take.
      The first run is shown by itself; then both have warmed up, take turns, and the median of each
      counts. Links are not followed.

        --workers N       goroutines that digest (default: the number of processors)
        --deadline TIME   stop after this time: 500ms, 30s, 2m or 1h (default: none)
        --hogs            instead: compare the JDK's scheduler with gopark's while goroutines compute
        --help            print this

      Exit status: 0 identical, 1 different, 2 bad arguments, 3 deadline hit, 130 interrupted.
      What cannot be read is counted and listed; it does not change the status.
      """;

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  static DigestOptions parse(String... args) {
    Path directory = null;
    int workers = Runtime.getRuntime().availableProcessors();
    Optional<Duration> deadline = Optional.empty();
    for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
      String arg = rest.next();
      switch (arg) {
        case "--help", "-h" -> {
          return new DigestOptions(Path.of(""), workers, deadline, Action.SHOW_USAGE);
        }
        case "--hogs" -> {
          return new DigestOptions(Path.of(""), workers, deadline, Action.COMPARE_SCHEDULERS);
        }
        case "--workers" -> workers = workers(value(arg, rest));
        case "--deadline" -> deadline = Optional.of(duration(value(arg, rest)));
        default -> {
          if (arg.startsWith("-")) {
            throw new IllegalArgumentException("unknown option: " + arg);
          }
          if (directory != null) {
            throw new IllegalArgumentException(
                "one directory, please, not both " + directory + " and " + arg);
          }
          directory = directory(arg);
        }
      }
    }
    return new DigestOptions(
        directory == null ? directory(".") : directory, workers, deadline, Action.DIGEST);
  }

  /** A duration as the command line has it. */
  static String print(Optional<Duration> duration) {
    return duration.map(d -> d.toString().substring(2).toLowerCase(Locale.ROOT)).orElse("none");
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int workers(String text) {
    try {
      int workers = Integer.parseInt(text);
      if (workers >= 1 && workers <= MAX_WORKERS) {
        return workers;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--workers must be a number from 1 to " + MAX_WORKERS + ", not " + text);
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    throw new IllegalArgumentException(
        "--deadline must be a time such as 500ms, 30s, 2m or 1h, not " + text);
  }

  private static Path directory(String text) {
    try {
      Path path = Path.of(text).toRealPath();
      if (Files.isDirectory(path)) {
        return path;
      }
      throw new IllegalArgumentException("not a directory: " + text);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no such directory: " + text, e);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("cannot use " + text + ": " + e.getMessage(), e);
    }
  }
}
