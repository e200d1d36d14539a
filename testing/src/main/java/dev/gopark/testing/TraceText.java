package dev.gopark.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trace as text: a column for each goroutine, a line for each thing that happened. */
final class TraceText {
  private static final int MAX_COLUMNS = 6;
  private static final int COLUMN = 34;
  private static final int LINES_IN_MESSAGES = 60;

  private TraceText() {}

  static String of(List<Trace.Event> events) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (Trace.Event event : events) {
      columns.putIfAbsent(event.routine(), columns.size());
    }
    return columns.size() <= MAX_COLUMNS ? inColumns(events, columns) : inLines(events);
  }

  private static String inColumns(List<Trace.Event> events, Map<String, Integer> columns) {
    var text = new StringBuilder("  step  time       ");
    columns.keySet().forEach(name -> text.append("| ").append(padded(name, COLUMN)));
    endLine(text);
    for (Trace.Event event : events) {
      start(text, event);
      int column = columns.getOrDefault(event.routine(), 0);
      for (String part : wrapped(event.text(), COLUMN)) {
        text.append(("| " + " ".repeat(COLUMN)).repeat(column)).append("| ").append(part);
        endLine(text);
        text.append(" ".repeat(19));
      }
      text.setLength(text.length() - 19);
    }
    return text.toString();
  }

  private static String inLines(List<Trace.Event> events) {
    var text = new StringBuilder();
    for (Trace.Event event : events) {
      start(text, event);
      text.append(event.routine()).append(": ").append(event.text());
      endLine(text);
    }
    return text.toString();
  }

  private static void start(StringBuilder text, Trace.Event event) {
    text.append("%6d  %-11s".formatted(event.step(), time(event.nanos())));
  }

  private static String time(long nanos) {
    return nanos == 0
        ? "0"
        : Duration.ofNanos(nanos).toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }

  private static void endLine(StringBuilder text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    text.setLength(end);
    text.append('\n');
  }

  private static String padded(String text, int width) {
    return text.length() >= width
        ? text.substring(0, width)
        : text + " ".repeat(width - text.length());
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.replace('\n', ' ');
    while (rest.length() > width) {
      int cut = rest.lastIndexOf(' ', width);
      if (cut <= 0) {
        cut = width;
      }
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /** The last lines of a trace, with a note that there are more. */
  static String end(String trace) {
    List<String> lines = trace.lines().toList();
    int left = lines.size() - LINES_IN_MESSAGES;
    if (left <= 0) {
      return trace;
    }
    return "  ("
        + left
        + " lines before, see SimulationFailure.trace)\n"
        + String.join("\n", lines.subList(left, lines.size()))
        + "\n";
  }

  /** Where two traces part, in a sentence. */
  static String difference(List<Trace.Event> first, List<Trace.Event> second) {
    int i = 0;
    while (i < Math.min(first.size(), second.size()) && first.get(i).equals(second.get(i))) {
      i++;
    }
    if (i == first.size() && i == second.size()) {
      return "What differs is not in the list of what matters.";
    }
    return "First difference:\n  once   "
        + (i < first.size() ? line(first.get(i)) : "nothing more")
        + "\n  then   "
        + (i < second.size() ? line(second.get(i)) : "nothing more");
  }

  private static String line(Trace.Event event) {
    return "step " + event.step() + ", " + event.routine() + ": " + event.text();
  }
}
