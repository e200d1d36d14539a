package dev.gopark.snippets;

import java.util.Optional;

/**
 * One Java block of a page, with what the page hides around it.
 *
 * @param place file and line of the block
 * @param code what the reader sees
 * @param members hidden members of the class around it
 * @param before hidden statements before it
 * @param after hidden statements after it
 * @param kind where in the class the block stands
 * @param run whether it is run, or only compiled
 * @param output what it must print, if the page says so
 */
record Snippet(
    String place,
    String code,
    String members,
    String before,
    String after,
    Kind kind,
    boolean run,
    Optional<String> output) {

  enum Kind {
    /** A source file with a main method. */
    PROGRAM,
    /** Members of a class; the hidden statements use them. */
    MEMBERS,
    /** Statements of a main method. */
    STATEMENTS
  }

  private static final String IMPORTS =
      """
      import dev.gopark.*;
      import dev.gopark.atomic.*;
      import dev.gopark.channel.*;
      import dev.gopark.timer.*;
      import dev.gopark.timer.TimerTask;
      import dev.gopark.context.*;
      import dev.gopark.sync.*;
      import dev.gopark.sync.Semaphore;
      import dev.gopark.testing.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;
      import java.util.concurrent.locks.LockSupport;
      """;

  /** The source file to compile; its only top-level class has the main method. */
  String source() {
    String main = "public static void main(String[] args) throws Exception {\n";
    return switch (kind) {
      case PROGRAM -> code;
      case MEMBERS ->
          IMPORTS + "class Page {\n" + members + code + main + before + after + "}\n}\n";
      case STATEMENTS ->
          IMPORTS + "class Page {\n" + members + main + before + code + after + "}\n}\n";
    };
  }

  @Override
  public String toString() {
    return place;
  }
}
