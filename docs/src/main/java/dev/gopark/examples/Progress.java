package dev.gopark.examples;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;

/** One line that changes on a terminal, a line each time elsewhere. */
final class Progress {
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final Duration TERMINAL_TICK = Duration.ofMillis(200);
  private static final Duration PLAIN_TICK = Duration.ofSeconds(1);

  private final PrintStream out;
  private final boolean live;
  private boolean shown;

  Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Whether standard output is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null on Java 21, and on 25 unless it is a terminal
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since Java 22, where a console need not be a terminal.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException java21) {
      return true;
    }
  }

  /** How often to show something. */
  Duration period() {
    return live ? TERMINAL_TICK : PLAIN_TICK;
  }

  /** Shows how far a pipeline is. Returns that it should go on. */
  boolean show(Summary summary) {
    show(String.format("%,d files, %,d bytes", summary.files(), summary.bytes()));
    return true;
  }

  /** Shows a text. */
  void show(String text) {
    if (live) {
      out.print(ERASE_LINE + "  " + text);
      out.flush();
      shown = true;
    } else {
      out.println("  " + text);
    }
  }

  /** Removes the line if there is one. */
  void clear() {
    if (shown) {
      out.print(ERASE_LINE);
      out.flush();
      shown = false;
    }
  }
}
