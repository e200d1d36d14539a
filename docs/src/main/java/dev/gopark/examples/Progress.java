package dev.gopark.examples;

import java.io.Console;
import java.io.PrintStream;

/** One line that changes on a terminal, a line each time elsewhere. */
final class Progress {
  private static final String ERASE_LINE = "\r\u001b[K";

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

  boolean isLive() {
    return live;
  }

  /** Shows how far it is. Returns what the collector goes on with. */
  Ending show(Summary summary) {
    String line = String.format("  %,d files, %,d bytes", summary.files(), summary.bytes());
    if (live) {
      out.print(ERASE_LINE + line);
      out.flush();
      shown = true;
    } else {
      out.println(line);
    }
    return Ending.NOT_YET;
  }

  /** Removes the line if there is one. */
  void clear() {
    if (shown) {
      out.print(ERASE_LINE);
      shown = false;
    }
  }
}
