package dev.gopark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command {@code report}: writes the documents that show figures. */
final class Report {
  static final String DEFAULT = "full";
  private static final String BEGIN = "<!-- benchmarks begin -->\n";
  private static final String END = "<!-- benchmarks end -->";

  private Report() {}

  /** Writes them and returns the exit status. */
  static int run(Project project, List<String> arguments, PrintStream out) throws IOException {
    if (arguments.size() > 1) {
      throw new IllegalArgumentException("report takes the name of one results file, or nothing");
    }
    Path file = project.results(arguments.isEmpty() ? DEFAULT : arguments.get(0));
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("there is no " + file + ": run `compare` first");
    }
    for (Map.Entry<Path, String> document : documents(project, Results.read(file)).entrySet()) {
      Path folder = document.getKey().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(document.getKey(), document.getValue());
      out.println("wrote " + project.root().relativize(document.getKey()));
    }
    return 0;
  }

  /** What the documents are to hold. */
  static Map<Path, String> documents(Project project, Results results) throws IOException {
    List<Row> rows = Row.of(results);
    Map<String, String> charts = Charts.of(rows);
    Map<Path, String> documents = new LinkedHashMap<>();
    Path docs = project.root().resolve("docs");
    documents.put(
        docs.resolve("benchmarks.md"), new BenchmarksPage(results, rows, charts).toString());
    for (Group group : Group.values()) {
      var page = new AreaPage(group, rows, charts);
      if (!page.isEmpty()) {
        documents.put(docs.resolve("benchmarks").resolve(AreaPage.file(group)), page.toString());
      }
    }
    charts.forEach((name, svg) -> documents.put(docs.resolve("charts").resolve(name), svg));
    Path readme = project.root().resolve("README.md");
    String block = ReadmeBlock.of(results.environment(), rows);
    documents.put(readme, between(Files.readString(readme), block, readme));
    return documents;
  }

  /** Replaces what stands between the two marks. */
  static String between(String text, String block, Path file) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          file + " lacks the marks " + BEGIN.strip() + " and " + END + ": put them back");
    }
    return text.substring(0, begin + BEGIN.length()) + block + text.substring(end);
  }
}
