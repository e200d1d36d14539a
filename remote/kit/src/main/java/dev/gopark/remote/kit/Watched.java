package dev.gopark.remote.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends when it is told to, and in any case when this JVM does, however that ends.
 */
public final class Watched implements AutoCloseable {
  /*
   * A shell starts the program, says its process id, and reads from us until we close the pipe or are gone;
   * then it kills the program. (A parent-death signal would not do: it comes when the thread ends that
   * started the process.)
   */
  private static final String WATCH =
      "out=$1; shift; if [ \"$out\" = - ]; then \"$@\" </dev/null & else"
          + " \"$@\" </dev/null >>\"$out\" 2>&1 & fi;"
          + " child=$!; echo $child; cat >/dev/null; kill -9 $child 2>/dev/null; wait $child 2>/dev/null";
  private static final Duration END = Duration.ofSeconds(20);

  private final Process shell;
  private final BufferedReader output;
  private final long pid;
  private final ProcessHandle program;

  private Watched(Process shell, BufferedReader output, long pid) {
    this.shell = shell;
    this.output = output;
    this.pid = pid;
    // Found at once, as long as it cannot be another process of the same number.
    this.program = ProcessHandle.of(pid).orElse(null);
  }

  /**
   * Starts a program.
   *
   * @param log where its output goes; empty: to {@link #readLine}
   */
  public static Watched start(Optional<Path> log, List<String> command) {
    var all = new ArrayList<>(List.of("/bin/sh", "-c", WATCH, "watch"));
    all.add(log.map(Path::toString).orElse("-"));
    all.addAll(command);
    try {
      Process shell =
          new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
      String pid = output.readLine();
      if (pid == null) {
        throw new IllegalStateException("cannot start " + command);
      }
      return new Watched(shell, output, Long.parseLong(pid.strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return pid;
  }

  public boolean isAlive() {
    return program != null && program.isAlive();
  }

  /** The next line of its output; null at the end. */
  public String readLine() throws IOException {
    return output.readLine();
  }

  /** Sends a signal, by name without SIG. */
  public void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("cannot send SIG" + name + " to " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** kill -9, and waits for its end. */
  public void kill() {
    if (isAlive()) {
      signal("KILL");
    }
    awaitEnd();
  }

  /** Waits for its end. */
  public void awaitEnd() {
    if (program != null) {
      try {
        program.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new IllegalStateException("process " + pid + " does not end", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      shell.getOutputStream().close(); // the shell kills it now
    } catch (IOException e) {
      // The shell is gone.
    }
    try {
      if (!shell.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        if (program != null) {
          program.destroyForcibly();
        }
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shell.destroyForcibly();
      if (program != null) {
        program.destroyForcibly();
      }
    }
  }
}
