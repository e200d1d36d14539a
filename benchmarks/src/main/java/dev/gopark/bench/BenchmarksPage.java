package dev.gopark.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** docs/benchmarks.md, from results alone: a summary; the rows are in an {@link AreaPage} each. */
final class BenchmarksPage {
  /** Above this many times Go's time a row of Go's own catalogue misses its goal. */
  private static final double ROW_GOAL = 1.25;

  /** How many rows of each end of the list are shown. */
  private static final int ENDS = 10;

  private final Results results;
  private final List<Row> rows;
  private final Map<String, String> charts;
  private final StringBuilder text = new StringBuilder();

  BenchmarksPage(Results results, List<Row> rows, Map<String, String> charts) {
    this.results = results;
    this.rows = rows;
    this.charts = charts;
  }

  @Override
  public String toString() {
    if (text.isEmpty()) {
      head();
      areas();
      beside("Go", row -> row.go());
      beside("the fastest rival on the JVM", Row::bestRival);
      catalogue();
      again();
    }
    return text.toString();
  }

  private static String commit(Environment on) {
    return "commit " + on.commit() + (on.dirty() ? " with changes" : "") + ", " + on.date();
  }

  private void head() {
    Environment on = results.environment();
    line("# Benchmarks");
    line("");
    line(
        "Written by `benchmarks.jar report` from the results of one `compare`; nothing here is typed by hand.");
    line(
        "What the scenarios do, and how to repeat this: [benchmarks/README.md](../benchmarks/README.md).");
    line("");
    line("| measured | |");
    line("|---|---|");
    line("| on | " + on.machine() + ", " + on.cores() + " cores, " + on.os() + " |");
    line("| with | " + on.jdk() + "; " + (on.go().isEmpty() ? "no Go" : on.go()) + " |");
    line("| rivals | " + rivals(on) + " |");
    line("| of | " + commit(on) + " |");
    for (Results.Addition addition : results.additions()) {
      if (!addition.words().isEmpty()) {
        String what = addition.words().size() + " scenarios, named at the end";
        line("| of | " + commit(addition.environment()) + ": " + what + " |");
      }
    }
    line(
        "| how | "
            + on.lengths()
            + "; "
            + rounds()
            + "; load when it began "
            + Figures.number(on.load())
            + " |");
    line("");
    line(
        "A ratio is our time divided by theirs: **below 1 we are ahead**. Where goroutines take part ours is gopark on GMP.");
    line(
        "P is the number of processors. The rows with times, spreads and processor time are behind the links.");
    line("");
  }

  private static String rivals(Environment on) {
    return on.rivals().entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private String rounds() {
    int most = results.runs().keySet().stream().mapToInt(Run.Key::round).max().orElse(0) + 1;
    return most == 1 ? "one round" : most + " rounds";
  }

  // By area

  private void areas() {
    line("## By area");
    line("");
    if (charts.containsKey(Charts.AREAS)) {
      line("![Our time beside Go's and the fastest rival's, by area](charts/" + Charts.AREAS + ")");
      line("");
    }
    line(
        "| area | rows beside Go | geometric mean to Go | we are ahead in | rows beside rivals | to the fastest | we are ahead in |");
    line("|---|---:|---:|---:|---:|---:|---:|");
    for (Group group : Group.values()) {
      List<Row> here = rows.stream().filter(row -> row.scenario().group() == group).toList();
      if (!here.isEmpty()) {
        String name = AreaPage.name(group);
        areaRow("[" + name + "](benchmarks/" + AreaPage.file(group) + ")", here);
      }
    }
    areaRow("all", rows);
    line("");
  }

  private void areaRow(String name, List<Row> here) {
    line("| " + name + " | " + means(here, Row::go) + " | " + means(here, Row::bestRival) + " |");
  }

  private static String means(List<Row> here, Function<Row, Optional<Cell>> other) {
    List<Double> ratios = ratios(here, other);
    if (ratios.isEmpty()) {
      return " | | ";
    }
    long ahead = ratios.stream().filter(ratio -> ratio < 1).count();
    return ratios.size() + " | " + Figures.ratio(Metric.geometricMean(ratios)) + " | " + ahead;
  }

  static List<Double> ratios(List<Row> rows, Function<Row, Optional<Cell>> other) {
    return rows.stream().map(row -> row.ratioTo(other.apply(row))).filter(r -> !r.isNaN()).toList();
  }

  // The ends of the list

  private void beside(String whom, Function<Row, Optional<Cell>> other) {
    List<Row> sorted =
        rows.stream()
            .filter(row -> !Double.isNaN(row.ratioTo(other.apply(row))))
            .sorted(Comparator.comparingDouble(row -> row.ratioTo(other.apply(row))))
            .toList();
    if (sorted.isEmpty()) {
      return;
    }
    int shown = Math.min(ENDS, (sorted.size() + 1) / 2);
    line("## Beside " + whom + ": the ten best and the ten worst");
    line("");
    line("| | best | | worst |");
    line("|---:|---|---:|---|");
    for (int i = 0; i < shown; i++) {
      line(
          "| "
              + end(sorted.get(i), other)
              + " | "
              + end(sorted.get(sorted.size() - 1 - i), other)
              + " |");
    }
    line("");
  }

  private static String end(Row row, Function<Row, Optional<Cell>> other) {
    Cell cell = other.apply(row).orElseThrow();
    double ours = row.reference().orElseThrow().median(Metric.TIME);
    return Figures.ratio(row.ratioTo(Optional.of(cell)))
        + " | `"
        + ReadmeBlock.name(row)
        + "`: "
        + Figures.number(ours)
        + " against "
        + cell.contender().name()
        + " "
        + Figures.number(cell.median(Metric.TIME));
  }

  // Go's catalogue

  private void catalogue() {
    List<Row> catalogue = rows.stream().filter(r -> r.scenario().catalogue()).toList();
    List<Double> ratios = new ArrayList<>();
    int above = 0;
    for (Row row : catalogue) {
      double ratio = row.ratioTo(row.go());
      if (!Double.isNaN(ratio)) {
        ratios.add(ratio);
        if (ratio > ROW_GOAL) {
          above++;
        }
      }
    }
    if (ratios.isEmpty()) {
      return;
    }
    line("## Beside Go's own catalogue");
    line("");
    line(
        "Over the "
            + ratios.size()
            + " rows that Go's own benchmarks have and that were measured on both sides, the geometric mean of our");
    line(
        "time divided by Go's is **"
            + Figures.ratio(Metric.geometricMean(ratios))
            + "**. "
            + above
            + " rows are above "
            + ROW_GOAL
            + ".");
    line("");
    line(
        "All rows in which Go or a rival is faster, the worst first, stand at the end of each area's page.");
    line("");
  }

  private void again() {
    for (Results.Addition addition : results.additions()) {
      if (!addition.words().isEmpty()) {
        line("## Measured under " + commit(addition.environment()));
        line("");
        line("`" + String.join("`, `", addition.words()) + "`");
        line("");
      }
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
