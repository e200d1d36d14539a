package dev.gopark.snippets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the Java blocks of a Markdown page.
 *
 * <p>A {@code java} block is a program if it declares a main method, and statements otherwise. A
 * {@code text} block that follows it, with nothing but blank lines between, is what it prints. HTML
 * comments right before the block, which readers do not see, say more:
 *
 * <ul>
 *   <li>{@code <!-- before: code -->}, {@code <!-- after: code -->}: statements around the block
 *   <li>{@code <!-- members: code -->}: members of the class around it
 *   <li>{@code <!-- snippet: members -->}: the block itself is members of a class
 *   <li>{@code <!-- snippet: not run, reason -->}: it is compiled only, and why
 * </ul>
 *
 * Whatever else looks like one of these is an error, so that nothing is left out by a slip.
 */
final class Page {
  private static final Set<String> LANGUAGES =
      Set.of("java", "text", "go", "sh", "xml", "kotlin", "groovy");
  private static final Pattern FENCE = Pattern.compile("( *)(```+|~~~+)\\s*(\\S*)\\s*");
  private static final Pattern COMMENT = Pattern.compile("<!--\\s*(\\w+):\\s?(.*)");
  private static final Pattern NOT_RUN = Pattern.compile("not run, \\S.*");
  private static final Pattern INDENTED_JAVA = Pattern.compile("( {4}|\\t).*[;{]\\s*");

  private final String name;
  private final List<String> lines;
  private final List<Snippet> snippets = new ArrayList<>();
  private final Map<String, String> comments = new HashMap<>();
  private int at;

  private Page(String name, String text) {
    this.name = name;
    this.lines = text.lines().toList();
  }

  /**
   * Reads a page.
   *
   * @throws IllegalArgumentException if it is not what the class comment says
   */
  static List<Snippet> snippets(String name, String text) {
    var page = new Page(name, text);
    page.read();
    return page.snippets;
  }

  private void read() {
    while (at < lines.size()) {
      String line = lines.get(at);
      Matcher fence = FENCE.matcher(line);
      Matcher comment = COMMENT.matcher(line);
      if (fence.matches()) {
        readBlock(fence);
      } else if (comment.matches()) {
        readComment(comment);
      } else {
        if (!line.isBlank()) {
          check(comments.isEmpty(), "a comment for a snippet must stand right before it");
          check(!INDENTED_JAVA.matcher(line).matches(), "put Java between ```java and ```");
        }
        at++;
      }
    }
    check(comments.isEmpty(), "the comments at the end belong to no snippet");
  }

  private void readBlock(Matcher opening) {
    int start = at;
    String language = opening.group(3);
    check(LANGUAGES.contains(language), "the language of a block must be one of " + LANGUAGES);
    String code = readFenced(opening);
    if (language.equals("java")) {
      snippets.add(snippet(name + ":" + (start + 1), code, readOutput()));
    }
    check(language.equals("java") || comments.isEmpty(), "comments before what is not Java");
    comments.clear();
  }

  private String readFenced(Matcher opening) {
    String end = opening.group(2);
    int indent = opening.group(1).length();
    var code = new StringBuilder();
    for (at++; ; at++) {
      check(at < lines.size(), "a block without an end");
      String line = lines.get(at);
      if (line.strip().equals(end)) {
        at++;
        return code.toString();
      }
      code.append(line.substring(Math.min(indent, line.length()))).append('\n');
    }
  }

  private Optional<String> readOutput() {
    int next = at;
    while (next < lines.size() && lines.get(next).isBlank()) {
      next++;
    }
    if (next < lines.size()) {
      Matcher fence = FENCE.matcher(lines.get(next));
      if (fence.matches() && fence.group(3).equals("text")) {
        at = next;
        return Optional.of(readFenced(fence));
      }
    }
    return Optional.empty();
  }

  private void readComment(Matcher opening) {
    String key = opening.group(1);
    check(
        Set.of("before", "after", "members", "snippet").contains(key),
        "not a comment for a snippet: " + key);
    var text = new StringBuilder();
    String line = opening.group(2);
    while (!line.strip().endsWith("-->")) {
      text.append(line).append('\n');
      at++;
      check(at < lines.size(), "a comment without an end");
      line = lines.get(at);
    }
    text.append(line.strip(), 0, line.strip().length() - "-->".length()).append('\n');
    at++;
    check(comments.put(key, text.toString()) == null, "two comments " + key);
  }

  private Snippet snippet(String place, String code, Optional<String> output) {
    String how = comments.getOrDefault("snippet", "").strip();
    boolean notRun = NOT_RUN.matcher(how).matches();
    boolean members = how.equals("members");
    check(
        notRun || members || !comments.containsKey("snippet"),
        "snippet: must be members, or not run, and a reason");
    boolean program = code.contains("void main(");
    boolean hidden =
        comments.containsKey("before")
            || comments.containsKey("after")
            || comments.containsKey("members");
    check(!program || (!members && !hidden), "a program is complete");
    check(!members || comments.containsKey("after"), "members need an after: that uses them");
    check(!notRun || output.isEmpty(), "what is not run prints nothing");
    return new Snippet(
        place,
        code,
        comments.getOrDefault("members", ""),
        comments.getOrDefault("before", ""),
        comments.getOrDefault("after", ""),
        program ? Snippet.Kind.PROGRAM : members ? Snippet.Kind.MEMBERS : Snippet.Kind.STATEMENTS,
        !notRun,
        output);
  }

  private void check(boolean ok, String message) {
    if (!ok) {
      throw new IllegalArgumentException(name + ":" + (at + 1) + ": " + message);
    }
  }
}
