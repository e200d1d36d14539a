package dev.gopark.testing;

import java.net.URL;
import java.util.List;

/** Where a goroutine stands, as its user wants to read it. */
final class Stacks {
  private static final int SHOWN = 12;

  /** Packages whose frames say nothing about the user's program. */
  private static final List<String> OURS =
      List.of(
          "dev.gopark.Go",
          "dev.gopark.TaskGoroutine",
          "dev.gopark.atomic.",
          "dev.gopark.channel.",
          "dev.gopark.context.",
          "dev.gopark.internal.",
          "dev.gopark.sched.",
          "dev.gopark.sync.",
          "dev.gopark.testing.",
          "dev.gopark.timer.");

  private Stacks() {}

  /** " at" the line of the user's program in which a thread stands; empty if there is none. */
  static String at(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (!isJdk(frame) && !isOurs(frame)) {
        return " at " + frame;
      }
    }
    return "";
  }

  /** The first lines of a stack, one under the other. */
  static String top(Thread thread) {
    var text = new StringBuilder();
    StackTraceElement[] stack = thread.getStackTrace();
    for (int i = 0; i < Math.min(SHOWN, stack.length); i++) {
      text.append("\n      at ").append(stack[i]);
    }
    return text.toString();
  }

  /** Whether a thread that is parked waits for a socket or the like. */
  static boolean isInputOutput(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().startsWith("sun.nio.ch.")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isJdk(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
  }

  /** Classes of the library itself; tests live in the same packages. */
  private static boolean isOurs(StackTraceElement frame) {
    String name = frame.getClassName();
    return OURS.stream().anyMatch(name::startsWith) && !isTest(name);
  }

  private static boolean isTest(String name) {
    int hidden = name.indexOf("$$Lambda");
    String file = (hidden < 0 ? name : name.substring(0, hidden)).replace('.', '/') + ".class";
    URL where = Stacks.class.getResource("/" + file);
    return where != null && where.toString().matches(".*/test(-classes)?/.*");
  }
}
