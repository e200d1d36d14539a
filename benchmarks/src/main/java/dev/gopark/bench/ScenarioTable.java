package dev.gopark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The command {@code scenarios}: writes the table of words in benchmarks/README.md. */
final class ScenarioTable {
  private ScenarioTable() {}

  static int run(Project project, List<String> arguments, PrintStream out) throws IOException {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("scenarios takes no arguments");
    }
    Path readme = project.benchmarks().resolve("README.md");
    Files.writeString(readme, inserted(Files.readString(readme), readme));
    out.println("wrote " + project.root().relativize(readme));
    return 0;
  }

  /** The text with the table as it is to be. */
  static String inserted(String text, Path readme) {
    return Report.between(text, table(Scenarios.discover()), readme);
  }

  static String table(List<Entry> entries) {
    var text = new StringBuilder();
    Group group = null;
    for (Entry entry : entries) {
      ScenarioInfo info = entry.info();
      if (info.group() != group) {
        group = info.group();
        text.append("\n| ").append(group.name().toLowerCase(Locale.ROOT));
        text.append(" | one operation is | Go | contenders |\n|---|---|---|---|\n");
      }
      String go = info.catalogue() ? "its own" : info.go().isEmpty() ? "" : "twin";
      text.append("| `").append(info.word()).append("` | ").append(info.operation());
      text.append(" | ").append(go).append(" | ");
      text.append(
          entry.candidates().stream()
              .map(candidate -> candidate.contender().name())
              .distinct()
              .collect(Collectors.joining(", ")));
      text.append(" |\n");
    }
    return text.append('\n').toString();
  }
}
